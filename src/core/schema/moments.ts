/**
 * Dates and times as whole microseconds, from the text that databases print: `2024-02-29 12:00:00.5+00`,
 * `0044-03-15 BC`, `-838:59:59`. Infinity and days such as 0000-00-00 are no moments.
 */

export const MICROSECONDS_A_DAY = 86_400_000_000n
const MICROSECONDS_A_MINUTE = 60_000_000n

const MOMENT =
  /^(\d{4,7})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?(?:\+00(?::?00)?|Z)?( BC)?$/

/** Microseconds since 1970-01-01 00:00:00 UTC; undefined where the calendar has no such day. */
export function readMoment(text: string): bigint | undefined {
  const match = MOMENT.exec(text)
  if (match === null) return undefined
  const [, years = '', months = '', days = '', hour = '0', minute = '0', second = '0', fraction] =
    match
  const era = match[8]
  // 1 BC is the year 0 of the calendar that counts on, and databases know no year 0.
  const year = era === undefined ? parseInt(years, 10) : 1 - parseInt(years, 10)
  const [month, day] = [parseInt(months, 10), parseInt(days, 10)]
  if (/^0+$/.test(years) || month < 1 || month > 12) return undefined
  if (day < 1 || day > daysOfMonth(year, month)) return undefined
  const clock = clockOf(hour, minute, second, fraction)
  return clock === undefined
    ? undefined
    : BigInt(daysSinceEpoch(year, month, day)) * MICROSECONDS_A_DAY + clock
}

const TIME = /^(-?)(\d{2,3}):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/

/** Microseconds east of UTC, from the parts of an ISO 8601 offset; 0 without a sign. */
export function readOffset(sign = '', hours = '0', minutes = '0'): bigint {
  const offset = (BigInt(hours) * 60n + BigInt(minutes)) * MICROSECONDS_A_MINUTE
  return sign === '-' ? -offset : offset
}

/** A time of day, or a span of hours as MySQL's `time` has it, in microseconds. */
export function readTime(text: string): bigint | undefined {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, sign, hours = '', minute = '', second = '', fraction] = match
  const clock = clockOf('0', minute, second, fraction)
  if (clock === undefined) return undefined
  const span = BigInt(hours) * 3_600_000_000n + clock
  return sign === '-' ? -span : span
}

function clockOf(hour: string, minute: string, second: string, fraction = ''): bigint | undefined {
  const [hours, minutes, seconds] = [parseInt(hour, 10), parseInt(minute, 10), parseInt(second, 10)]
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  return (
    BigInt((hours * 60 + minutes) * 60 + seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
  )
}

/** `2024-02-29 12:00:00.5`; fractions end with their last digit that is not 0. */
export function writeMoment(microseconds: bigint): string {
  const clock = modulo(microseconds, MICROSECONDS_A_DAY)
  const days = Number((microseconds - clock) / MICROSECONDS_A_DAY)
  const { year, month, day } = dayOf(days)
  const years = String(year > 0 ? year : 1 - year).padStart(4, '0')
  const date = `${years}-${twoDigits(month)}-${twoDigits(day)}`
  return `${date} ${writeTime(clock)}${year > 0 ? '' : ' BC'}`
}

export function writeTime(microseconds: bigint): string {
  const size = microseconds < 0n ? -microseconds : microseconds
  const seconds = Number(size / 1_000_000n)
  const fraction = String(size % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const clock = parts.map(twoDigits).join(':')
  return `${microseconds < 0n ? '-' : ''}${clock}${fraction === '' ? '' : `.${fraction}`}`
}

/** To `precision` digits of a second. A middle goes away from `from`, without it to the later. */
export function roundMoment(microseconds: bigint, precision: number, from?: bigint): bigint {
  const step = 10n ** BigInt(6 - precision)
  const rest = modulo(microseconds, step)
  const isMiddle = rest * 2n === step
  const up = isMiddle ? from === undefined || microseconds >= from : rest * 2n > step
  return microseconds - rest + (up ? step : 0n)
}

/** Days from 1970-01-01. https://howardhinnant.github.io/date_algorithms.html#days_from_civil */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** https://howardhinnant.github.io/date_algorithms.html#civil_from_days */
function dayOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth + (marchMonth < 10 ? 3 : -9)
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function modulo(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
