/** Numbers, times and values as the views write them. */
import type { Row, Value } from '../core/index'

/** `1,250`; takes exact counts as text, too. */
export function formatCount(count: number | string): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 row`, `1,250 rows`. */
export function countOf(count: number | string, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${String(count) === '1' ? one : many}`
}

/** `≈ 1,250 rows`, or nothing where the engine has no estimate. */
export function formatEstimate(rows: number): string {
  return rows < 0 ? '' : `≈ ${countOf(rows, 'row')}`
}

/** `840 ms`, `1.2 s`, `3 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
}

/**
 * A value as one piece of text. NULL is told from the text "NULL": a text that could be mistaken, that begins or
 * ends with white space or that has control characters is written as a JSON string.
 */
export function displayValue(value: Value): string {
  if (value === null) return 'NULL'
  return needsQuotes(value) ? JSON.stringify(value) : value
}

function needsQuotes(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text === '' || text === 'NULL' || /^["\s]|\s$|[\u0000-\u001f\u007f]/.test(text)
}

/** `10001-A`: the parts of a key in their order. */
export function displayKey(key: Row): string {
  return Object.values(key).map(displayValue).join('-')
}

/** `500.0 → 510.0`. */
export function displayChange(before: Value | undefined, after: Value | undefined): string {
  return `${displayValue(before ?? null)} → ${displayValue(after ?? null)}`
}

const shownLength = 80

/** Cuts what would not fit a line of a tree; the diff shows the whole value. */
export function shorten(text: string): string {
  return text.length <= shownLength ? text : `${text.slice(0, shownLength - 1)}…`
}

const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `871 MB`, in powers of 1024 as PostgreSQL counts them. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0]
  for (; value >= 1024 && unit < sizeUnits.length - 1; unit++) value /= 1024
  const shown = unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))
  return `${shown} ${sizeUnits[unit] ?? 'TB'}`
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** `3 days`, from a moment as a server prints it, which is in UTC; empty where there is none. */
export function formatAge(moment: string | null, now: Date): string {
  if (moment === null) return ''
  const hasZone = /(Z|[+-]\d\d(:?\d\d)?)$/.test(moment)
  const iso = moment.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
  const age = now.getTime() - Date.parse(hasZone ? iso : `${iso}Z`)
  if (Number.isNaN(age)) return ''
  if (age < 2 * minute) return 'new'
  if (age < 2 * hour) return `${Math.floor(age / minute)} minutes`
  if (age < 2 * day) return `${Math.floor(age / hour)} hours`
  return `${Math.floor(age / day)} days`
}
