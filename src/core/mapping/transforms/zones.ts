/** Time zones: which instants a clock on the wall may have meant. */
import { readMoment } from '../../schema/moments'

export interface Zone {
  readonly name: string
  /**
   * The instants at which clocks of the zone show a time, earlier first: none where they skipped it, two where they
   * were put back. Both are seconds since 1970-01-01 00:00:00, of the clock and of UTC.
   */
  instantsOf(clock: number): readonly number[]
}

/** `UTC`, an offset such as `+02:00`, or a zone of the IANA database as the runtime knows it: `Europe/Zurich`. */
export function findZone(name: string): Zone | undefined {
  const offset = fixedOffset(name)
  if (offset !== undefined) return { name, instantsOf: (clock) => [clock - offset] }
  const format = zoneFormat(name)
  return format && { name, instantsOf: instantFinder(format) }
}

function fixedOffset(name: string): number | undefined {
  if (/^(?:UTC|Z)$/i.test(name)) return 0
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(name)
  if (match === null) return undefined
  const [, sign, hours = '', minutes = '0'] = match
  const size = parseInt(hours, 10) * 3600 + parseInt(minutes, 10) * 60
  const isOffset = parseInt(minutes, 10) < 60 && size <= 18 * 3600
  return isOffset ? (sign === '-' ? -size : size) : undefined
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  // Names of one word, such as EST, are of no country and have no summer time: whoever writes them may expect one.
  if (!/^[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+$/.test(timeZone)) return undefined
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    })
  } catch {
    return undefined
  }
}

const DAY = 86_400
/** A year has few days; tables with more years than a cache holds fill it anew. */
const CACHED_DAYS = 20_000

/**
 * Asking for an offset takes microseconds, so days are remembered on which none changes: those with the same offset on
 * the day before and the day after.
 */
function instantFinder(format: Intl.DateTimeFormat): (clock: number) => readonly number[] {
  const steady = new Map<number, number | undefined>()
  const offsetOnDay = (day: number): number | undefined => {
    if (steady.has(day)) return steady.get(day)
    const before = offsetAt(format, (day - 1) * DAY)
    const offset = before === offsetAt(format, (day + 2) * DAY) ? before : undefined
    if (steady.size >= CACHED_DAYS) steady.clear()
    steady.set(day, offset)
    return offset
  }
  return (clock) => {
    const day = Math.floor(clock / DAY)
    const offset = offsetOnDay(day)
    if (offset !== undefined) return [clock - offset]
    const around = [offsetAt(format, (day - 1) * DAY), offsetAt(format, (day + 2) * DAY)]
    return [...new Set(around)]
      .map((possible) => clock - possible)
      .filter((instant) => clock - instant === offsetAt(format, instant))
      .sort((a, b) => a - b)
  }
}

/** How many seconds clocks of the zone are ahead of UTC at an instant. */
function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(
    format.formatToParts(instant * 1000).map(({ type, value }) => [type, value] as const),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
  const shown = readMoment(`${date} ${part('hour')}:${part('minute')}:${part('second')}`)
  return shown === undefined ? NaN : Number(shown / 1_000_000n) - instant
}
