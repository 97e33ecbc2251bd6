/** Days, in the order and with the marks of their field. */
import { readMoment } from '../../schema/moments'
import type { Codec } from './codec'
import type { DateFormat } from './format'

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
] as const

/** Zeros before days and months are read wherever they stand. */
const PATTERNS: Readonly<Record<string, string>> = {
  YYYY: '([1-9]\\d{3})',
  MMMM: `(${MONTHS.join('|')})`,
  MM: '(0?[1-9]|1[0-2])',
  M: '(0?[1-9]|1[0-2])',
  DD: '(0?[1-9]|[12]\\d|3[01])',
  D: '(0?[1-9]|[12]\\d|3[01])',
}

const TOKENS = /(YYYY|MMMM|MM|DD|M|D)/

const VALUE = /^([1-9]\d{3})-(\d\d)-(\d\d)$/

/** Years from 1000 to 9999: what has fewer digits, or more, may be a typing error as well. */
export function dateCodec(format: DateFormat): Codec {
  // Every other part is a token.
  const parts = format.split(TOKENS)
  const pattern = new RegExp(`^${parts.map(patternOf).join('')}$`, 'i')
  const tokens = parts.filter((_, index) => index % 2 === 1)
  const placeOf = (letter: string) => tokens.findIndex((token) => token.startsWith(letter)) + 1
  const [yearAt, monthAt, dayAt] = [placeOf('Y'), placeOf('M'), placeOf('D')]
  return {
    expected: `date as ${format}`,
    read(cell) {
      const match = pattern.exec(cell)
      if (match === null) return undefined
      const day = (match[dayAt] ?? '').padStart(2, '0')
      const text = `${match[yearAt]}-${monthNumber(match[monthAt] ?? '')}-${day}`
      // Every month has the first 28 days.
      return day <= '28' || readMoment(text) !== undefined ? text : undefined
    },
    write(value) {
      const [, year = '', month = '', day = ''] = VALUE.exec(value) ?? []
      if (year === '') return undefined
      return parts.map((part) => written(part, { year, month, day })).join('')
    },
  }
}

function patternOf(part: string): string {
  return PATTERNS[part] ?? part.replace('.', '\\.')
}

function monthNumber(month: string): string {
  if (month.length <= 2) return month.padStart(2, '0')
  const name = month.toLowerCase()
  return String(MONTHS.findIndex((one) => one.toLowerCase() === name) + 1).padStart(2, '0')
}

interface Day {
  readonly year: string
  readonly month: string
  readonly day: string
}

function written(part: string, { year, month, day }: Day): string {
  switch (part) {
    case 'YYYY':
      return year
    case 'MMMM':
      return MONTHS[parseInt(month, 10) - 1] ?? ''
    case 'MM':
      return month
    case 'M':
      return withoutZero(month)
    case 'DD':
      return day
    case 'D':
      return withoutZero(day)
    default:
      return part
  }
}

function withoutZero(twoDigits: string): string {
  return twoDigits.startsWith('0') ? twoDigits.slice(1) : twoDigits
}
