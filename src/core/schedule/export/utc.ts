/** Cron expressions of a time zone as ones in UTC, which is all that some schedulers know. */
import { isEvery, runsOf, type CronFields } from '../cron'

const DAY = 24 * 60

/** What cannot be said in UTC, as a sentence. */
export class UtcFault extends Error {
  override readonly name = 'UtcFault'
}

/** The offsets from UTC that a zone has in the year from `from`, in minutes, the least first. */
export function offsetsOf(timezone: string, from: Date): readonly number[] {
  const offsets = new Set<number>()
  for (let day = 0; day <= 366; day++)
    offsets.add(offsetAt(timezone, new Date(from.getTime() + day * DAY * 60_000)))
  return [...offsets].sort((a, b) => a - b)
}

function offsetAt(timezone: string, moment: Date): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' })
  const name = parts.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** As `date +%z` prints it: `+0530`. */
export function offsetText(offset: number): string {
  const digits = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${digits(Math.floor(minutes / 60))}${digits(minutes % 60)}`
}

/** Expressions that together are due in UTC when `cron` is at that offset. Throws `UtcFault`. */
export function utcLines(cron: CronFields, offset: number): readonly string[] {
  const lines: string[] = []
  for (const { minutes, hours, shift } of shiftedTimes(cron, offset)) {
    if (shift !== 0 && !(isEvery('days', cron) && isEvery('months', cron)))
      throw new UtcFault(
        'some of its times are on another day in UTC, where days of a month and months cannot be moved',
      )
    const weekdays = cron.weekdays.map((day) => (day + shift + 7) % 7).sort((a, b) => a - b)
    const fields = [
      listOf(minutes, 60),
      listOf(hours, 24),
      isEvery('days', cron) ? '*' : listOf(cron.days, 31),
      listOf(cron.months, 12),
      listOf(weekdays, 7),
    ]
    lines.push(fields.join(' '))
  }
  return lines
}

interface ShiftedTimes {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** Days from the zone's day to that in UTC. */
  readonly shift: number
}

/** Times with the same hours and the same day belong into one expression. */
function shiftedTimes(cron: CronFields, offset: number): readonly ShiftedTimes[] {
  const daysMatter = !(
    isEvery('weekdays', cron) &&
    isEvery('days', cron) &&
    isEvery('months', cron)
  )
  const groups = new Map<string, { minutes: number[]; hours: readonly number[]; shift: number }>()
  for (const minute of cron.minutes) {
    const byShift = new Map<number, number[]>()
    for (const hour of cron.hours) {
      const total = hour * 60 + minute - offset
      const shift = daysMatter ? Math.floor(total / DAY) : 0
      const utcHour = Math.floor((((total % DAY) + DAY) % DAY) / 60)
      byShift.set(shift, [...(byShift.get(shift) ?? []), utcHour])
    }
    const utcMinute = (((minute - offset) % 60) + 60) % 60
    for (const [shift, unordered] of byShift) {
      const hours = [...unordered].sort((a, b) => a - b)
      const key = `${shift} ${hours.join()}`
      const group = groups.get(key) ?? { minutes: [], hours, shift }
      group.minutes.push(utcMinute)
      groups.set(key, group)
    }
  }
  return [...groups.values()].map((group) => ({
    ...group,
    minutes: group.minutes.sort((a, b) => a - b),
  }))
}

function listOf(values: readonly number[], size: number): string {
  if (values.length === size) return '*'
  return runsOf(values)
    .map(([first, last]) => (first === last ? String(first) : `${first}-${last}`))
    .join(',')
}
