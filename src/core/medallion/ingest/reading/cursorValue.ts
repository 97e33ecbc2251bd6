/**
 * Values that say when a record changed last, as sources write them: numbers; dates and times of ISO 8601, with a zone or without
 * one; and those of directories, `20240229120000Z`. They are compared exactly, however many digits they have.
 */
import { canonicalDecimal, compareDecimals } from '../../../schema/decimal'
import { readMoment, readOffset, writeMoment } from '../../../schema/moments'

/** Values of different forms cannot be compared: nobody knows in which zone a `local` one is. */
export interface CursorValue {
  readonly form: 'number' | 'moment' | 'local'
  /** As the source writes it. */
  readonly text: string
  /** A number as canonical text; a moment's whole seconds. */
  readonly order: string | bigint
  /** Digits behind the point of a moment's seconds. */
  readonly fraction: string
  /** How the moment is written. */
  readonly layout?: Layout
}

interface Layout {
  /** Seconds as the text has them, before its zone is taken into account. */
  readonly written: bigint
  readonly style: 'iso' | 'directory'
  readonly between: string
  readonly smallest: 'day' | 'minute' | 'second'
  /** Its point or comma, and digits. */
  readonly fraction: string
  readonly zone: string
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/
const ISO =
  /^(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d)(?::(\d\d)([.,]\d+)?)?( ?(?:Z|[+-]\d\d(?::?\d\d)?))?)?$/i
const DIRECTORY = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([.,]\d+)?(Z|[+-]\d\d(?:\d\d)?)$/

const A_SECOND = 1_000_000n

/** Undefined where it is none of the forms, or no day of the calendar. */
export function readCursorValue(text: string): CursorValue | undefined {
  if (NUMBER.test(text)) {
    const order = canonicalDecimal(text)
    return order === undefined ? undefined : { form: 'number', text, order, fraction: '' }
  }
  const layout = readIso(text) ?? readDirectory(text)
  if (layout === undefined) return undefined
  const { written, zone } = layout
  const [, sign, hours, minutes] = /^ ?([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  const fraction = layout.fraction.slice(1).replace(/0+$/, '')
  const order = written - readOffset(sign, hours, minutes) / A_SECOND
  return { form: zone === '' ? 'local' : 'moment', text, order, fraction, layout }
}

function readIso(text: string): Layout | undefined {
  const match = ISO.exec(text)
  if (match === null) return undefined
  const [, date = '', between = '', clock, seconds, fraction = '', zone = ''] = match
  const written = readMoment(`${date} ${clock ?? '00:00'}:${seconds ?? '00'}`)
  if (written === undefined) return undefined
  const smallest = clock === undefined ? 'day' : seconds === undefined ? 'minute' : 'second'
  return { written: written / A_SECOND, style: 'iso', between, smallest, fraction, zone }
}

function readDirectory(text: string): Layout | undefined {
  const match = DIRECTORY.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = match
  const written = readMoment(
    `${year ?? ''}-${month ?? ''}-${day ?? ''} ${hour ?? ''}:${minute ?? ''}:${second ?? ''}`,
  )
  if (written === undefined) return undefined
  const rest = { between: '', smallest: 'second', fraction, zone } as const
  return { written: written / A_SECOND, style: 'directory', ...rest }
}

/** Less than 0, 0 or more, as `a` is earlier than, the same as or later than `b`, which has the same form. */
export function compareCursorValues(a: CursorValue, b: CursorValue): number {
  if (typeof a.order === 'string' || typeof b.order === 'string')
    return compareDecimals(String(a.order), String(b.order))
  if (a.order !== b.order) return a.order < b.order ? -1 : 1
  return a.fraction < b.fraction ? -1 : a.fraction === b.fraction ? 0 : 1
}

/**
 * The text of a value that is so many seconds earlier, or a little more where its form has no seconds. Undefined where it is a
 * number, of which nobody knows what a second is, or before the first year.
 */
export function earlierBy(value: CursorValue, seconds: number): string | undefined {
  if (seconds === 0) return value.text
  const { layout } = value
  if (layout === undefined) return undefined
  const written = writeMoment((layout.written - BigInt(seconds)) * A_SECOND)
  if (written.endsWith('BC')) return undefined
  const [date = '', clock = ''] = written.split(' ')
  const { style, between, smallest, fraction, zone } = layout
  if (style === 'directory') return `${written.replace(/[- :]/g, '')}${fraction}${zone}`
  if (smallest === 'day') return date
  return `${date}${between}${smallest === 'minute' ? clock.slice(0, 5) : clock}${fraction}${zone}`
}
