/** Sizes and ages for people. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `871 MB`, in powers of 1024 as PostgreSQL counts them; empty where it is not known. */
export function shownBytes(bytes: number | null): string {
  if (bytes === null) return ''
  let [value, unit] = [bytes, 0]
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024
  const shown = unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))
  return `${shown} ${UNITS[unit] ?? 'TB'}`
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `3 days`, from a moment as a server prints it, which is in UTC; empty where there is none. */
export function shownAge(moment: string | null, now: Date): string {
  if (moment === null) return ''
  const hasZone = /(Z|[+-]\d\d(:?\d\d)?)$/.test(moment)
  const iso = moment.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
  const age = now.getTime() - Date.parse(hasZone ? iso : `${iso}Z`)
  if (Number.isNaN(age)) return ''
  if (age < 2 * MINUTE) return 'now'
  if (age < 2 * HOUR) return `${Math.floor(age / MINUTE)} minutes`
  if (age < 2 * DAY) return `${Math.floor(age / HOUR)} hours`
  return `${Math.floor(age / DAY)} days`
}
