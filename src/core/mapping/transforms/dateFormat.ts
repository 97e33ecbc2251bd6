/** Dates and times in a declared format, read into ISO 8601 as PostgreSQL prints it. Text throughout. */
import type { Transformed } from './transformed'

const TOKENS: Readonly<Record<string, { readonly part: Part; readonly pattern: string }>> = {
  YYYY: { part: 'year', pattern: '\\d{4}' },
  MM: { part: 'month', pattern: '\\d{1,2}' },
  DD: { part: 'day', pattern: '\\d{1,2}' },
  HH: { part: 'hour', pattern: '\\d{1,2}' },
  mm: { part: 'minute', pattern: '\\d{2}' },
  ss: { part: 'second', pattern: '\\d{2}(?:\\.\\d{1,6})?' },
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

/**
 * A reader for `format`: YYYY MM DD HH mm ss and literal characters. Gives `YYYY-MM-DD`, with ` HH:MM:SS` when
 * the format has hours. Days and times that do not exist are invalid, never moved.
 */
export function compileDateFormat(format: string): (text: string) => Transformed {
  // Between parts that touch, only their length tells where one ends.
  const touching = /(?:YYYY|MM|DD|HH|mm|ss){2}/.test(format)
  const parts: Part[] = []
  const source = format.replace(/YYYY|MM|DD|HH|mm|ss|[^]/g, (token) => {
    const known = TOKENS[token]
    if (known === undefined) return token.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
    parts.push(known.part)
    return `(${touching ? known.pattern.replace('{1,2}', '{2}') : known.pattern})`
  })
  const pattern = new RegExp(`^${source}$`)
  return (text) => {
    const match = pattern.exec(text.trim())
    const read = new Map(parts.map((part, index) => [part, match?.[index + 1] ?? '']))
    const iso = match === null ? undefined : isoOf(read)
    return iso === undefined
      ? { invalid: `"${text}" is not a date in the format ${format}` }
      : { value: iso }
  }
}

function isoOf(parts: ReadonlyMap<Part, string>): string | undefined {
  const year = parts.get('year') ?? '0000'
  const month = (parts.get('month') ?? '1').padStart(2, '0')
  const day = (parts.get('day') ?? '1').padStart(2, '0')
  if (!isDay(year, month, day)) return undefined
  const hour = parts.get('hour')
  if (hour === undefined) return `${year}-${month}-${day}`
  const minute = parts.get('minute') ?? '00'
  const second = (parts.get('second') ?? '00').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
  if (!(hour.padStart(2, '0') <= '23' && minute <= '59' && second < '60')) return undefined
  return `${year}-${month}-${day} ${hour.padStart(2, '0')}:${minute}:${second}`
}

/** The proleptic Gregorian calendar, as PostgreSQL has it. */
function isDay(year: string, month: string, day: string): boolean {
  if (year === '0000') return false
  const y = parseInt(year, 10)
  const m = parseInt(month, 10)
  const d = parseInt(day, 10)
  const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return d >= 1 && d <= (lengths[m - 1] ?? 0)
}
