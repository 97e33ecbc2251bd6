/** Cron expressions as systemd's calendar events. https://www.freedesktop.org/software/systemd/man/systemd.time.html */
import { isEvery, runsOf, type CronFields } from '../cron'

const NAMES = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/**
 * The events that together are due when the expression is. There are two where cron is content with either of day and
 * weekday, because an event wants both; a timer that two events make due runs once.
 */
export function calendarEvents(cron: CronFields, timezone?: string): readonly string[] {
  const zone = timezone === undefined ? '' : ` ${timezone}`
  const time = `${partOf('hours', cron)}:${partOf('minutes', cron)}:00${zone}`
  const month = partOf('months', cron)
  const byDay = `*-${month}-${partOf('days', cron)} ${time}`
  if (isEvery('weekdays', cron) && !cron.eitherDay) return [byDay]
  const weekdays = weekdaysOf(cron)
  if (!cron.eitherDay) return [`${weekdays}${byDay}`]
  return [byDay, `${weekdays}*-${month}-* ${time}`]
}

function partOf(field: 'minutes' | 'hours' | 'days' | 'months', cron: CronFields): string {
  if (isEvery(field, cron)) return '*'
  return listOf(cron[field], (value) => String(value).padStart(2, '0'))
}

/** To systemd the week begins on Monday. */
function weekdaysOf(cron: CronFields): string {
  if (isEvery('weekdays', cron)) return ''
  const days = cron.weekdays.map((day) => (day === 0 ? 7 : day)).sort((a, b) => a - b)
  return `${listOf(days, (day) => NAMES[day] ?? '')} `
}

function listOf(values: readonly number[], nameOf: (value: number) => string): string {
  return runsOf(values)
    .flatMap(([first, last]) => {
      if (first === last) return [nameOf(first)]
      return last === first + 1
        ? [nameOf(first), nameOf(last)]
        : [`${nameOf(first)}..${nameOf(last)}`]
    })
    .join(',')
}
