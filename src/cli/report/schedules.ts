/** Schedules and when they are due. */
import type { ScheduledDefinition } from '../../core/index'
import { visible } from './visible'

/** A definition a paragraph: its schedule, and its next due times in the schedule's own zone. */
export function scheduleLines(schedules: readonly ScheduledDefinition[]): readonly string[] {
  if (schedules.length === 0) return ['No definition has a schedule.']
  return schedules.flatMap(({ path, schedule, target, next }) => {
    const { cron, timezone, apply } = schedule
    const zone = timezone === undefined ? '' : ` ${timezone}`
    const what = apply ? `plans and applies to ${visible(target)}` : 'plans'
    return [`${visible(path)}: ${visible(cron)}${zone}, ${what}`, ...next.map(dueLine(timezone))]
  })
}

/** `  2026-11-23 06:00 +01:00`. */
function dueLine(timezone: string | undefined): (moment: string) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...(timezone !== undefined && { timeZone: timezone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  })
  return (moment) => {
    const parts = new Map(format.formatToParts(new Date(moment)).map((p) => [p.type, p.value]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
    const offset = part('timeZoneName').replace(/^GMT$/, '+00:00').replace('GMT', '')
    return `  ${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${offset}`
  }
}
