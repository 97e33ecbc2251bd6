/** When a schedule is due. */
import { Cron } from 'croner'
import { parseCron } from './cron'
import type { Schedule } from './schedule'

/**
 * The next `count` moments after `from` at which the schedule is due, in order; fewer where there are no more.
 *
 * Where clocks change, a schedule of certain minutes and hours runs once: at a time that there is twice, the first
 * time, and for a time that is left out, at the end of the gap. One whose minute or hour begins with `*` follows the
 * clock: it runs at both times and at none. This is what cron does (`man 8 cron`).
 */
export function nextRuns(
  { cron, timezone }: Pick<Schedule, 'cron' | 'timezone'>,
  from: Date,
  count: number,
): readonly Date[] {
  const job = new Cron(plainExpression(cron), {
    paused: true,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
    ...(timezone !== undefined && { timezone }),
  })
  return job.nextRuns(count, from)
}

/**
 * The same expression without names, ranges and steps but those of `*`: the library would take ranges with steps for
 * schedules that follow the clock.
 */
function plainExpression(cron: string): string {
  const { minutes, hours, days, months, weekdays } = parseCron(cron)
  const written = cron.trim().split(/\s+/)
  return [minutes, hours, days, months, weekdays]
    .map((values, index) => (written[index]?.startsWith('*') ? written[index] : values.join(',')))
    .join(' ')
}
