/** The two ways between cells and values, for each format. */
import { assertNever } from '../../util/assertNever'
import { attachmentsCodec } from './attachments'
import { currencyCodec } from './currency'
import { dateCodec } from './dates'
import { dateTimeCodec } from './dateTimes'
import { durationCodec } from './durations'
import type { CellFormat } from './format'
import { readList, writeList } from './list'
import { numberCodec, percentCodec } from './numbers'
import { readTextArray, writeTextArray } from './textArray'

export interface Codec {
  /** What its cells are, after `no`. */
  readonly expected: string
  /** The value of a cell that is not empty and no formula's error; undefined where it is not of the format. */
  readonly read: (cell: string) => string | undefined
  /** The cell that an export has for the value; undefined where it can have none. */
  readonly write: (value: string) => string | undefined
}

// A format is one object for all cells of its column.
const codecs = new WeakMap<CellFormat, Codec>()

export function codecOf(format: CellFormat): Codec {
  const known = codecs.get(format)
  if (known !== undefined) return known
  const codec = makeCodec(format)
  codecs.set(format, codec)
  return codec
}

function makeCodec(format: CellFormat): Codec {
  switch (format.type) {
    case 'text':
      return { expected: 'text', read: (cell) => cell, write: (value) => value }
    case 'number':
      return numberCodec(format)
    case 'currency':
      return currencyCodec(format)
    case 'percent':
      return percentCodec(format)
    case 'duration':
      return durationCodec(format.format)
    case 'rating':
      return matching('rating from 0 to 10', /^(?:\d|10)$/)
    case 'autonumber':
      return matching('whole number without a sign', /^(?:0|[1-9]\d*)$/)
    case 'checkbox':
      return checkbox
    case 'date':
      return dateCodec(format.format)
    case 'dateTime':
      return dateTimeCodec(format)
    case 'choices':
      return choices
    case 'attachments':
      return attachmentsCodec
    default:
      return assertNever(format)
  }
}

/** Cells that are their values. */
function matching(expected: string, pattern: RegExp): Codec {
  const keep = (text: string) => (pattern.test(text) ? text : undefined)
  return { expected, read: keep, write: keep }
}

const CHECKED = 'checked'

/** An empty cell is a value here, which `readCell` knows. */
const checkbox: Codec = {
  expected: `checkbox, which is "${CHECKED}" or empty`,
  read: (cell) => (cell === CHECKED ? 't' : undefined),
  write: (value) => (value === 't' ? CHECKED : value === 'f' ? '' : undefined),
}

const choices: Codec = {
  expected: 'list of choices',
  read(cell) {
    const items = readList(cell)
    return items === undefined ? undefined : writeTextArray(items)
  },
  write(value) {
    const items = readTextArray(value)
    return items === undefined ? undefined : writeList(items)
  },
}
