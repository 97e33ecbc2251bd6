/**
 * Cron expressions: the five fields that every cron reads alike. What crons disagree on is refused, because the same
 * schedule runs in the editor, in crontab, under systemd and on GitHub.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/crontab.html
 */

/** The values that each field allows, in ascending order. */
export interface CronFields {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  /** 0 is Sunday, 6 is Saturday. */
  readonly weekdays: readonly number[]
  /**
   * Neither days nor weekdays are free: then a day that fulfils one of them is enough, as cron has it.
   */
  readonly eitherDay: boolean
}

interface FieldRule {
  readonly name: string
  readonly least: number
  readonly greatest: number
  /** Names of the values, from the least. */
  readonly names?: readonly string[]
}

const MONTHS = [
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun'],
  ...['jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
]
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const RULES = {
  minutes: { name: 'minute', least: 0, greatest: 59 },
  hours: { name: 'hour', least: 0, greatest: 23 },
  days: { name: 'day', least: 1, greatest: 31 },
  months: { name: 'month', least: 1, greatest: 12, names: MONTHS },
  // 7 is Sunday too, so that ranges such as 5-7 can be written.
  weekdays: { name: 'weekday', least: 0, greatest: 7, names: WEEKDAYS },
} as const satisfies Readonly<Record<string, FieldRule>>

/** What is wrong with an expression, as the end of a sentence about it. */
export class CronFault extends Error {
  override readonly name = 'CronFault'
}

/** The fields of `minute hour day month weekday`. Throws `CronFault`. */
export function parseCron(text: string): CronFields {
  const parts = text.trim().split(/\s+/)
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = parts
  if (parts.length !== 5)
    throw new CronFault('must have five fields: minute, hour, day, month and weekday')
  const isFree = (field: string) => field === '*'
  if (!isFree(day) && !isFree(weekday) && (day.startsWith('*') || weekday.startsWith('*')))
    throw new CronFault(
      'has steps of all days beside a weekday, or the other way round, which crons read differently: write "*" for one of them, or list the days',
    )
  const cron = {
    minutes: valuesOf(minute, RULES.minutes),
    hours: valuesOf(hour, RULES.hours),
    days: valuesOf(day, RULES.days),
    months: valuesOf(month, RULES.months),
    weekdays: ascending(valuesOf(weekday, RULES.weekdays).map((value) => value % 7)),
    eitherDay: !isFree(day) && !isFree(weekday),
  }
  // Where one of the two names every day, either of them is every day.
  const isEveryDay = cron.eitherDay && (isEvery('days', cron) || isEvery('weekdays', cron))
  if (!isEveryDay) return cron
  const [days, weekdays] = [valuesOf('*', RULES.days), valuesOf('*', RULES.weekdays)]
  return { ...cron, days, weekdays, eitherDay: false }
}

/** Whether a field allows all of its values. */
export function isEvery(field: Exclude<keyof CronFields, 'eitherDay'>, cron: CronFields): boolean {
  const { least, greatest } = RULES[field]
  const size = field === 'weekdays' ? 7 : greatest - least + 1
  return cron[field].length === size
}

function valuesOf(text: string, rule: FieldRule): readonly number[] {
  return ascending(text.split(',').flatMap((part) => partValues(part, rule)))
}

/** `*`, `5`, `1-5`, and the first and last of these with a step: `*\/15`, `1-30/2`. */
function partValues(part: string, rule: FieldRule): readonly number[] {
  const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part)
  const [, every, from = '', to, stepText] = match ?? []
  if (match === null) throw new CronFault(`has "${part}", which is no ${rule.name}`)
  const step = stepText === undefined ? 1 : Number(stepText)
  if (step < 1) throw new CronFault(`has "${part}", whose step is 0`)
  if (every === undefined && to === undefined && stepText !== undefined)
    throw new CronFault(`has "${part}", which crons read differently: write a range before the "/"`)
  const first = every === undefined ? valueOf(from, rule) : rule.least
  const last = every === undefined ? valueOf(to ?? from, rule) : greatestOf(rule)
  if (last < first) throw new CronFault(`has "${part}", which ends before it begins`)
  const count = Math.floor((last - first) / step) + 1
  return Array.from({ length: count }, (_, index) => first + index * step)
}

function greatestOf({ names, greatest }: FieldRule): number {
  return names === WEEKDAYS ? 6 : greatest
}

function valueOf(text: string, { name, least, greatest, names }: FieldRule): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1
  const value = index >= 0 ? index + least : /^\d{1,2}$/.test(text) ? Number(text) : NaN
  if (value >= least && value <= greatest) return value
  throw new CronFault(`has a ${name} "${text}", which is not within ${least} to ${greatest}`)
}

function ascending(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

/** Groups of consecutive values, for writing `1-5` where `1,2,3,4,5` is meant. */
export function runsOf(values: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (const value of values) {
    const last = runs.at(-1)
    if (last?.[1] === value - 1) last[1] = value
    else runs.push([value, value])
  }
  return runs
}
