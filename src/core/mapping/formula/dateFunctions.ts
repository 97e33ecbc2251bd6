/** Functions of formulas that read and write dates. Dates are texts of ISO 8601, as columns have them. */
import {
  compileDateFormat,
  compileDateTimeFormat,
  compileDateWriter,
} from '../transforms/dateFormat'
import { dateFormatFault, type FormatUse } from '../transforms/dateTokens'
import { quoted } from '../transforms/transformed'
import { findZone } from '../transforms/zones'
import { readMoment } from '../../schema/moments'
import { readNumber, type ExactNumber } from '../transforms/exactNumber'
import { FormulaFault } from './expression'
import {
  givesDate,
  givesNumber,
  givesText,
  literal,
  ofOne,
  text,
  type Argument,
  type FormulaFunction,
} from './operands'
import { Unfit, type Evaluator } from './typed'

const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const

export const DATE_FUNCTIONS: readonly FormulaFunction[] = [
  givesDate("date(text, 'format')", [1, 2], readDate),
  givesDate("dateTime(text, 'format', 'zone')", [2, 3], readDateTime),
  givesText("formatDate(date, 'format')", 2, writeDate),
  ...PARTS.map((part, index) =>
    givesNumber(
      `${part}(date)`,
      1,
      ofOne(text, (value) => partOf(value, index)),
    ),
  ),
]

function readDate(args: readonly Argument[]): Evaluator<string> {
  const format = formatOf(args, 'date') ?? 'YYYY-MM-DD'
  return ofOne(text, orUnfit(compileDateFormat(format)))(args)
}

function readDateTime(args: readonly Argument[]): Evaluator<string> {
  const format = formatOf(args, 'dateTime') ?? ''
  const zone = literal(args[2], 'the zone') ?? 'UTC'
  if (findZone(zone) === undefined)
    throw new FormulaFault(`"${zone}" is no time zone, such as 'Europe/Zurich'`, args[2]?.at ?? 0)
  return ofOne(text, orUnfit(compileDateTimeFormat(format, { zone, ambiguous: 'error' })))(args)
}

function writeDate(args: readonly Argument[]): Evaluator<string> {
  const format = formatOf(args, 'formatDate') ?? ''
  return ofOne(text, orUnfit(compileDateWriter(format)))(args)
}

function formatOf(args: readonly Argument[], use: FormatUse): string | undefined {
  const format = literal(args[1], 'the format')
  const fault = format === undefined ? undefined : dateFormatFault(format, use)
  if (fault !== undefined) throw new FormulaFault(fault, args[1]?.at ?? 0)
  return format
}

function orUnfit(read: ReturnType<typeof compileDateFormat>): (value: string) => string {
  return (value) => {
    const found = read(value)
    if (typeof found !== 'string') throw new Unfit(found.invalid)
    return found
  }
}

const ISO =
  /^(\d{4,7})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d(?:\.\d{1,6})?))?(?:Z|[+-]\d\d(?::?\d\d){0,2})?$/

/** The part as it is written, in whatever zone that is. A date is its midnight. */
function partOf(value: string, part: number): ExactNumber {
  const match = ISO.exec(value.trim())
  const isDay = match !== null && readMoment(`${match[1]}-${match[2]}-${match[3]}`) !== undefined
  const number = isDay ? readNumber(match[part + 1] ?? '0') : undefined
  if (number === undefined) throw new Unfit(`${quoted(value)} is not an ISO 8601 date or time`)
  return number
}
