/** What cron expressions mean, worked out minute by minute: slow, and plain to see. */
import type { CronFields } from '../../../src/core/schedule/cron'

export interface WallTime {
  readonly minute: number
  readonly hour: number
  readonly day: number
  readonly month: number
  readonly weekday: number
}

export const MINUTE = 60_000
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** What a clock on the wall of the zone shows. */
export function wallClock(timeZone: string): (moment: number) => WallTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const known = new Map<number, WallTime>()
  const read = (moment: number): WallTime => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]))
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
    return {
      minute: number('minute'),
      hour: number('hour'),
      day: number('day'),
      month: number('month'),
      weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? ''),
    }
  }
  return (moment) => {
    const time = known.get(moment) ?? read(moment)
    known.set(moment, time)
    return time
  }
}

export function isDue(cron: CronFields, { minute, hour, day, month, weekday }: WallTime): boolean {
  const byDay = cron.days.includes(day)
  const byWeekday = cron.weekdays.includes(weekday)
  return (
    cron.minutes.includes(minute) &&
    cron.hours.includes(hour) &&
    cron.months.includes(month) &&
    (cron.eitherDay ? byDay || byWeekday : byDay && byWeekday)
  )
}

/** A clock without summer time, which is ahead of UTC by so many minutes. */
export function plainClock(offset: number): (moment: number) => WallTime {
  return (moment) => {
    const shown = new Date(moment + offset * MINUTE)
    return {
      minute: shown.getUTCMinutes(),
      hour: shown.getUTCHours(),
      day: shown.getUTCDate(),
      month: shown.getUTCMonth() + 1,
      weekday: shown.getUTCDay(),
    }
  }
}
