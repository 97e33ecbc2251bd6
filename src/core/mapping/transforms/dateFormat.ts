/** Dates and times in a declared format, read from it and written in it. Text throughout. */
import { readMoment, writeMoment } from '../../schema/moments'
import { DATE_TOKENS, MONTHS, splitFormat, type DatePart, type FormatUse } from './dateTokens'
import type { Ambiguous } from './transform'
import { quoted } from './transformed'
import { findZone, type Zone } from './zones'

type Read = (text: string) => string | { readonly invalid: string }

/**
 * A reader for `format` (see `dateTokens.ts`). It gives `YYYY-MM-DD`, with ` HH:MM:SS` where the format has hours, as
 * PostgreSQL prints them. Days and times that do not exist are invalid, never moved.
 */
export function compileDateFormat(format: string): Read {
  const read = compileReader(format, 'date')
  return (text) => read(text)?.iso ?? refuse(text, format)
}

/**
 * A reader for instants; it gives `YYYY-MM-DD HH:MM:SS+00`. A text without a zone of its own was written by a clock in
 * `zone`. Times that its clocks skipped are invalid, and those that they showed twice are unless `ambiguous` says which.
 */
export function compileDateTimeFormat(
  format: string,
  { zone, ambiguous }: { readonly zone: string; readonly ambiguous: Ambiguous },
): Read {
  const read = compileReader(format, 'dateTime')
  const clock = findZone(zone)
  return (text) => {
    const found = read(text)
    if (found === undefined) return refuse(text, format)
    const own = found.zone === '' ? clock : findZone(found.zone)
    return own === undefined ? refuse(text, format) : toInstant(text, found.iso, own, ambiguous)
  }
}

/** A writer of ISO 8601 dates and times in `format`. Hours of a date are those of its midnight. */
export function compileDateWriter(format: string): Read {
  const pieces = splitFormat(format, 'formatDate')
  return (text) => {
    const match = ISO.exec(text.trim())
    if (match === null || !isDay(match[1] ?? '', match[2] ?? '', match[3] ?? ''))
      return { invalid: `${quoted(text)} is not an ISO 8601 date or time` }
    return pieces.map((piece) => writePiece(piece, match)).join('')
  }
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,6})?))?)?(?:Z|[+-]\d{2}(?::?\d{2}){0,2})?$/

function writePiece(piece: string, match: RegExpExecArray): string {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00'] = match
  const name = MONTHS[parseInt(month, 10) - 1] ?? ''
  const hours = parseInt(hour, 10)
  const written: Readonly<Record<string, string>> = {
    ...{ YYYY: year, MMMM: name, MMM: name.slice(0, 3), MM: month, DD: day, HH: hour },
    ...{ hh: String(hours % 12 || 12).padStart(2, '0'), A: hours < 12 ? 'AM' : 'PM' },
    ...{ mm: minute, ss: second },
  }
  return written[piece] ?? piece.slice(1)
}

function refuse(text: string, format: string): { readonly invalid: string } {
  return { invalid: `${quoted(text)} is not a date in the format ${format}` }
}

interface Reading {
  readonly iso: string
  /** As it was written; empty where the format has none. */
  readonly zone: string
}

function compileReader(format: string, use: FormatUse): (text: string) => Reading | undefined {
  const pieces = splitFormat(format, use)
  const touching = pieces.some((piece, at) => isDigits(piece) && isDigits(pieces[at + 1] ?? '\\'))
  const groups: Partial<Record<DatePart, number>> = {}
  const source = pieces.map((piece) => {
    const token = DATE_TOKENS[piece]
    if (token === undefined) return escaped(piece.slice(1))
    groups[token.part] = Object.keys(groups).length + 1
    return `(${touching ? (token.touching ?? token.pattern) : token.pattern})`
  })
  // Names of months and AM are read in any case.
  const pattern = new RegExp(`^${source.join('')}$`, pieces.some(isName) ? 'i' : '')
  return (text) => {
    const match = pattern.exec(text.trim())
    if (match === null) return undefined
    const part = (name: DatePart) => match[groups[name] ?? -1] ?? ''
    const iso = isoOf(part)
    return iso === undefined ? undefined : { iso, zone: part('zone') }
  }
}

function isName(piece: string): boolean {
  return ['MMM', 'MMMM', 'A'].includes(piece)
}

function isDigits(piece: string): boolean {
  const token = DATE_TOKENS[piece]
  return token !== undefined && token.pattern.startsWith('\\d')
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&')
}

function isoOf(part: (name: DatePart) => string): string | undefined {
  const [year, month, day] = [part('year'), monthOf(part('month')), part('day').padStart(2, '0')]
  if (!isDay(year, month, day)) return undefined
  const date = `${year}-${month}-${day}`
  if (part('hour') === '') return date
  const hour = hourOf(part('hour'), part('half'))
  const [minute, second] = [part('minute') || '00', part('second') || '00']
  if (hour === undefined || minute > '59' || second >= '60') return undefined
  return `${date} ${hour}:${minute}:${withoutZeros(second)}`
}

/** The proleptic Gregorian calendar, which databases have, without a year 0. */
function isDay(year: string, month: string, day: string): boolean {
  const [y, m, d] = [parseInt(year, 10), parseInt(month, 10), parseInt(day, 10)]
  const isLeap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
  const length = m === 2 && isLeap ? 29 : (MONTH_LENGTHS[m - 1] ?? 0)
  return y >= 1 && d >= 1 && d <= length
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function monthOf(text: string): string {
  return MONTH_NUMBERS.get(text.slice(0, 3).toLowerCase()) ?? text.padStart(2, '0')
}

const MONTH_NUMBERS: ReadonlyMap<string, string> = new Map(
  MONTHS.map((name, index) => [name.slice(0, 3).toLowerCase(), String(index + 1).padStart(2, '0')]),
)

/** 12 AM is midnight and 12 PM is noon. */
function hourOf(text: string, half: string): string | undefined {
  const hour = parseInt(text, 10)
  if (half === '') return hour <= 23 ? text.padStart(2, '0') : undefined
  if (hour < 1 || hour > 12) return undefined
  return String((hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)).padStart(2, '0')
}

function withoutZeros(second: string): string {
  return second.includes('.') ? second.replace(/\.?0+$/, '') : second
}

function toInstant(text: string, iso: string, zone: Zone, ambiguous: Ambiguous): ReturnType<Read> {
  const local = readMoment(iso)
  if (local === undefined) return { invalid: `${quoted(text)} is not a date` }
  // Offsets are whole seconds; fractions are put back afterwards.
  const seconds = Number(local / 1_000_000n) - (local % 1_000_000n < 0n ? 1 : 0)
  const [earlier, later = earlier] = zone.instantsOf(seconds)
  if (earlier === undefined || later === undefined)
    return { invalid: `${quoted(text)} does not exist in ${zone.name}: its clocks skipped it` }
  if (earlier !== later && ambiguous === 'error')
    return { invalid: `${quoted(text)} was twice in ${zone.name}: its clocks were put back` }
  const instant = ambiguous === 'later' ? later : earlier
  return `${writeMoment(local + BigInt(instant - seconds) * 1_000_000n)}+00`
}
