/** `"schedule"` of a definition. The published JSON Schema is generated from here. */
import * as z from 'zod'
import { CronFault, parseCron } from './cron'
import { nextRuns } from './nextRuns'
import type { Schedule } from './schedule'

export const scheduleSchema = z
  .strictObject({
    cron: z
      .string()
      .superRefine((text, context) => {
        const message = cronFault(text)
        if (message !== undefined) context.addIssue({ code: 'custom', message })
      })
      .describe(
        'Minute, hour, day, month and weekday, as cron has them: "0 6 * * 1-5". Or "hourly", "daily" (at midnight), "weekly" (on Sundays).',
      ),
    timezone: z
      .string()
      .superRefine((name, context) => {
        if (isTimeZone(name)) return
        const message = 'must be a time zone of the IANA list, such as "Europe/Berlin"'
        context.addIssue({ code: 'custom', message })
      })
      .optional()
      .describe('The time zone of the hours, such as "Europe/Berlin". Default: the machine’s.'),
    apply: z
      .boolean()
      .optional()
      .describe('Also applies what was planned. Default: false, which only plans.'),
  })
  .describe('When this definition runs by itself, while the editor is open or by an exported job.')

export type ScheduleFile = z.infer<typeof scheduleSchema>

/** Words that stand for fields, as they do in crontabs behind an @. */
const WORDS: Readonly<Record<string, string>> = {
  hourly: '0 * * * *',
  daily: '0 0 * * *',
  weekly: '0 0 * * 0',
}

function fieldsOf(text: string): string {
  return WORDS[text.trim().replace(/^@/, '')] ?? text
}

export function readSchedule({ cron, timezone, apply = false }: ScheduleFile): Schedule {
  return { cron: fieldsOf(cron), ...(timezone !== undefined && { timezone }), apply }
}

function cronFault(written: string): string | undefined {
  const text = fieldsOf(written)
  try {
    parseCron(text)
  } catch (error) {
    if (error instanceof CronFault) return error.message
    throw error
  }
  const isEver = nextRuns({ cron: text, timezone: 'UTC' }, new Date(0), 1).length > 0
  return isEver ? undefined : 'names days that are in no calendar'
}

/** Offsets such as `+01:00` are none: they know nothing of summer time, and not every cron reads them. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
