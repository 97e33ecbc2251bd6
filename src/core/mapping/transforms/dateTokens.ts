/** What the letters of a date format stand for. All other characters stand for themselves. */

export type DatePart = 'year' | 'month' | 'day' | 'hour' | 'half' | 'minute' | 'second' | 'zone'

export interface DateToken {
  readonly part: DatePart
  readonly pattern: string
  /** Where parts touch, only their length tells where one ends. */
  readonly touching?: string
}

export const MONTHS: readonly string[] = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

export const DATE_TOKENS: Readonly<Record<string, DateToken>> = {
  YYYY: { part: 'year', pattern: '\\d{4}' },
  MMMM: { part: 'month', pattern: MONTHS.join('|') },
  MMM: { part: 'month', pattern: MONTHS.map((name) => name.slice(0, 3)).join('|') },
  MM: { part: 'month', pattern: '\\d{1,2}', touching: '\\d{2}' },
  DD: { part: 'day', pattern: '\\d{1,2}', touching: '\\d{2}' },
  HH: { part: 'hour', pattern: '\\d{1,2}', touching: '\\d{2}' },
  hh: { part: 'hour', pattern: '\\d{1,2}', touching: '\\d{2}' },
  mm: { part: 'minute', pattern: '\\d{2}' },
  ss: { part: 'second', pattern: '\\d{2}(?:\\.\\d{1,6})?' },
  A: { part: 'half', pattern: '[AP]M' },
  Z: { part: 'zone', pattern: 'Z|[+-]\\d{2}(?::?\\d{2})?' },
}

/** The token of `dateTime` alone: elsewhere the letter Z stands for itself. */
export const ZONE_TOKEN = 'Z'

const TOKEN = /YYYY|MMMM|MMM|MM|DD|HH|hh|mm|ss|A|Z|[^]/g

/** The format in pieces: tokens, and characters that stand for themselves. */
export function splitFormat(
  format: string,
  options: { readonly zone: boolean },
): readonly string[] {
  return (
    format.match(TOKEN)?.map((piece) => (isLiteral(piece, options) ? `\\${piece}` : piece)) ?? []
  )
}

function isLiteral(piece: string, { zone }: { readonly zone: boolean }): boolean {
  return !Object.hasOwn(DATE_TOKENS, piece) || (piece === ZONE_TOKEN && !zone)
}

/** What is wrong with a format, and undefined where nothing is. */
export function dateFormatFault(
  format: string,
  options: { readonly zone: boolean },
): string | undefined {
  const tokens = splitFormat(format, options).filter((piece) => !piece.startsWith('\\'))
  const runs = [...format.matchAll(/Y+|M+|D+|H+|h+|m+|s+|y+|d+/g)].map(([run]) => run)
  const wrong = runs.find((run) => run.length > 1 && !Object.hasOwn(DATE_TOKENS, run))
  const single = runs.find((run) => /^[YMDHy]$/.test(run))
  if (wrong !== undefined || single !== undefined)
    return `"${wrong ?? single}" is no part of a date format`
  const parts = tokens.map((token) => DATE_TOKENS[token]?.part)
  const twice = tokens.find((_, index) => parts.indexOf(parts[index]) < index)
  if (twice !== undefined) return `"${twice}" occurs twice in the date format`
  const has = (part: DatePart) => parts.includes(part)
  if (!(has('year') && has('month') && has('day'))) return 'a date format needs YYYY, MM and DD'
  if (has('half') !== tokens.includes('hh')) return '"hh" and "A" belong together in a date format'
  if (has('second') && !has('minute')) return '"ss" needs "mm" in a date format'
  return has('minute') && !has('hour') ? '"mm" needs "HH" in a date format' : undefined
}

export const DATE_FORMAT_MEND =
  'use YYYY MM MMM MMMM DD HH hh mm ss A and literal characters, such as "DD/MM/YYYY"'
