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

/** The transform that a format is for. In formats of `dateTime` alone the letter Z does not stand for itself. */
export type FormatUse = 'date' | 'dateTime' | 'formatDate'

const TOKEN = /YYYY|MMMM|MMM|MM|DD|HH|hh|mm|ss|A|Z|[^]/g

/** The format in pieces: tokens, and characters that stand for themselves, with a backslash before each. */
export function splitFormat(format: string, use: FormatUse): readonly string[] {
  return format.match(TOKEN)?.map((piece) => (isToken(piece, use) ? piece : `\\${piece}`)) ?? []
}

function isToken(piece: string, use: FormatUse): boolean {
  return Object.hasOwn(DATE_TOKENS, piece) && (piece !== 'Z' || use === 'dateTime')
}

/** What is wrong with a format, and undefined where nothing is. */
export function dateFormatFault(format: string, use: FormatUse): string | undefined {
  const runs = format.match(/Y+|M+|D+|H+|h+|m+|s+|y+|d+/g) ?? []
  const wrong = runs.find((run) => isMistaken(run))
  if (wrong !== undefined) return `"${wrong}" is no part of a date format`
  // What is written may leave out or repeat what it likes.
  return use === 'formatDate' ? undefined : readingFault(splitFormat(format, use).filter(isName))
}

/** Single small letters are parts of words: `12h30`, `1. Mai`. */
function isMistaken(run: string): boolean {
  return !Object.hasOwn(DATE_TOKENS, run) && (run.length > 1 || /[YMDHy]/.test(run))
}

function isName(piece: string): boolean {
  return !piece.startsWith('\\')
}

function readingFault(tokens: readonly string[]): string | undefined {
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
