import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import fc from 'fast-check'
import { CronFault, parseCron, type CronFields } from '../../../src/core/schedule/cron'
import { calendarEvents } from '../../../src/core/schedule/export/calendar'
import { offsetsOf, offsetText, UtcFault, utcLines } from '../../../src/core/schedule/export/utc'
import { nextRuns } from '../../../src/core/schedule/nextRuns'
import { scheduleSchema } from '../../../src/core/schedule/scheduleSchema'
import { isDue, MINUTE, plainClock, wallClock, type WallTime } from './scheduleClocks'

const DAY = 24 * 60 * MINUTE

/** One field of an expression: everything, a value, a list, a range, or steps. */
function field(least: number, greatest: number, mayStep = true): fc.Arbitrary<string> {
  const value = fc.integer({ min: least, max: greatest })
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`)
  const step = fc.integer({ min: 1, max: greatest })
  return fc.oneof(
    fc.constant('*'),
    value.map(String),
    fc.array(value.map(String), { minLength: 2, maxLength: 4 }).map((list) => list.join(',')),
    range,
    fc.tuple(range, step).map(([text, by]) => `${text}/${by}`),
    ...(mayStep ? [step.map((by) => `*/${by}`)] : []),
  )
}

const expression = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31, false), field(1, 12), field(0, 7, false))
  .map((fields) => fields.join(' '))

describe('cron expressions', () => {
  for (const [text, reason] of [
    ['0 6 * *', /five fields/],
    ['0 0 6 * * 1', /five fields/],
    ['@daily', /five fields/],
    ['60 * * * *', /minute "60", which is not within 0 to 59/],
    ['* 24 * * *', /hour "24"/],
    ['0 0 0 * *', /day "0", which is not within 1 to 31/],
    ['0 0 * 13 *', /month "13"/],
    ['0 0 * * 8', /weekday "8"/],
    ['0 0 * * fry', /weekday "fry"/],
    ['5/10 * * * *', /which crons read differently/],
    ['*/0 * * * *', /step is 0/],
    ['9-5 * * * *', /ends before it begins/],
    ['0 0 L * *', /day "L"/],
    ['0 0 */2 * 1', /which crons read differently/],
    ['0 0 ? * *', /"\?", which is no day/],
  ] as const)
    it(`refuses ${text}`, () => {
      throws(
        () => parseCron(text),
        (error) => error instanceof CronFault && reason.test(error.message),
      )
    })

  it('reads names, both Sundays and steps', () => {
    const cron = parseCron(' */20  6,18 * JAN-mar sun,5-7 ')
    deepEqual(cron, {
      minutes: [0, 20, 40],
      hours: [6, 18],
      days: Array.from({ length: 31 }, (_, index) => index + 1),
      months: [1, 2, 3],
      weekdays: [0, 5, 6],
      eitherDay: false,
    })
  })

  it('are refused by the schema with the reason, as is a day that never comes', () => {
    const faults = (schedule: unknown) =>
      scheduleSchema.safeParse(schedule).error?.issues.map(({ message }) => message) ?? []
    deepEqual(faults({ cron: '0 6 * * 1-5', timezone: 'Europe/Berlin', apply: true }), [])
    deepEqual(faults({ cron: '0 0 30 2 *' }), ['names days that are in no calendar'])
    deepEqual(faults({ cron: '0 0 29 2 *' }), [])
    equal(faults({ cron: '0 6 * * *', timezone: 'Europe/Berlyn' }).length, 1)
    equal(faults({ cron: '0 6 * * *', timezone: '+01:00' }).length, 1)
    equal(faults({ cron: '0 6 * * *', aply: true }).length, 1)
  })
})

/**
 * Every due moment of a window, by the rule of `man 8 cron`: with `*` for minute or hour the clock is followed;
 * without, a time that there is twice counts once, and one that there is not counts at the end of the gap.
 */
function dueMoments(
  text: string,
  clock: (moment: number) => WallTime,
  from: number,
  until: number,
): readonly number[] {
  const cron = parseCron(text)
  const follows = text
    .split(' ')
    .slice(0, 2)
    .some((part) => part.startsWith('*'))
  const found = new Set<number>()
  for (let moment = from + MINUTE; moment <= until; moment += MINUTE) {
    const [before, now] = [clock(moment - MINUTE), clock(moment)]
    const jump = minutesBetween(before, now)
    if (isDue(cron, now) && (follows || !isSecond(clock, moment))) found.add(moment)
    if (follows || jump <= 1) continue
    for (let skipped = 1; skipped < jump; skipped++)
      if (isDue(cron, later(before, skipped))) found.add(moment)
  }
  return [...found].sort((a, b) => a - b)
}

/** The zones below change their clocks within a day. */
function minutesBetween(a: WallTime, b: WallTime): number {
  const minutes = (b.hour - a.hour) * 60 + b.minute - a.minute
  return a.day === b.day ? minutes : minutes + 24 * 60
}

function later(time: WallTime, minutes: number): WallTime {
  const total = time.hour * 60 + time.minute + minutes
  return { ...time, hour: Math.floor(total / 60), minute: total % 60 }
}

/** The clock has shown this before, within the last two hours. */
function isSecond(clock: (moment: number) => WallTime, moment: number): boolean {
  const shown = JSON.stringify(clock(moment))
  for (const back of [30, 60, 120])
    if (JSON.stringify(clock(moment - back * MINUTE)) === shown) return true
  return false
}

describe('the next runs of a schedule', () => {
  const windows = [
    { zone: 'Europe/Berlin', days: ['2026-03-28', '2026-10-24'] },
    { zone: 'America/New_York', days: ['2026-03-07', '2026-10-31'] },
    // Half an hour of summer time, on the southern side.
    { zone: 'Australia/Lord_Howe', days: ['2026-04-04', '2026-10-03'] },
    { zone: 'Asia/Kolkata', days: ['2026-06-01'] },
  ]
  for (const { zone, days } of windows)
    it(`are those that the clock of ${zone} shows, also where it is changed`, () => {
      const clock = wallClock(zone)
      const time = fc.tuple(field(0, 59), field(0, 5)).map((fields) => fields.join(' '))
      fc.assert(
        fc.property(time, fc.constantFrom(...days), (text, day) => {
          const [from, until] = [Date.parse(day), Date.parse(day) + 2 * DAY]
          const cron = `${text} * * *`
          const expected = dueMoments(cron, clock, from, until)
          const runs = nextRuns({ cron, timezone: zone }, new Date(from), expected.length + 1)
          const inside = runs.map(Number).filter((moment) => moment <= until)
          deepEqual(inside.map(iso), expected.map(iso), cron)
        }),
        { numRuns: 60 },
      )
    })

  it('are on the days that the expression names, for any expression', () => {
    const from = Date.parse('2026-02-27T00:00:00Z')
    const clock = plainClock(0)
    fc.assert(
      fc.property(expression, (cron) => {
        const fields = parseCron(cron)
        const expected: number[] = []
        for (let at = from + MINUTE; at <= from + 6 * DAY && expected.length < 20; at += MINUTE)
          if (isDue(fields, clock(at))) expected.push(at)
        const runs = nextRuns({ cron, timezone: 'UTC' }, new Date(from), 20).map(Number)
        deepEqual(runs.slice(0, expected.length).map(iso), expected.map(iso), cron)
        if (expected.length < 20)
          ok(!runs.slice(expected.length).some((at) => at <= from + 6 * DAY))
      }),
      { numRuns: 60 },
    )
  })
})

function iso(moment: number): string {
  return new Date(moment).toISOString()
}

describe('calendar events of systemd', () => {
  it('are due exactly when the expression is', () => {
    const moments = fc.integer({ min: 0, max: 4 * 365 * 24 * 60 })
    fc.assert(
      fc.property(
        expression,
        fc.array(moments, { minLength: 50, maxLength: 50 }),
        (cron, minutes) => {
          const fields = parseCron(cron)
          const events = calendarEvents(fields)
          for (const minute of [...minutes, ...nearby(cron)]) {
            const time = plainClock(0)(minute * MINUTE)
            equal(
              events.some((event) => eventMatches(event, time)),
              isDue(fields, time),
              `${cron}: ${events.join('; ')}`,
            )
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('name the zone and are written as systemd writes them', () => {
    deepEqual(calendarEvents(parseCron('0 6 * * 1-5'), 'Europe/Berlin'), [
      'Mon..Fri *-*-* 06:00:00 Europe/Berlin',
    ])
    deepEqual(calendarEvents(parseCron('*/15 * 1 * 0,6')), [
      '*-*-01 *:00,15,30,45:00',
      'Sat,Sun *-*-* *:00,15,30,45:00',
    ])
  })
})

/** Minutes at which it is due, since chance seldom meets one. */
function nearby(cron: string): readonly number[] {
  return nextRuns({ cron, timezone: 'UTC' }, new Date(0), 10).map((at) => Number(at) / MINUTE)
}

const NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function eventMatches(event: string, time: WallTime): boolean {
  const match = /^(?:(\S+) )?\*-(\S+)-(\S+) (\S+):(\S+):00$/.exec(event)
  if (match === null) throw new Error(`"${event}" is no calendar event`)
  const [, weekdays = '*', month = '', day = '', hour = '', minute = ''] = match
  const inList = (list: string, value: number, valueOf: (text: string) => number = Number) =>
    list === '*' ||
    list.split(',').some((part) => {
      const [first = '', last = first] = part.split('..')
      return value >= valueOf(first) && value <= valueOf(last)
    })
  const fromMonday = (name: string) => (NAMES.indexOf(name) + 6) % 7
  return (
    inList(weekdays, (time.weekday + 6) % 7, fromMonday) &&
    inList(month, time.month) &&
    inList(day, time.day) &&
    inList(hour, time.hour) &&
    inList(minute, time.minute)
  )
}

describe('expressions in UTC', () => {
  it('are due when the zone’s expression is, or are refused', () => {
    const offsets = fc.constantFrom(-570, -300, 0, 60, 120, 330, 345, 765)
    let said = 0
    fc.assert(
      fc.property(expression, offsets, (cron, offset) => {
        const fields = parseCron(cron)
        const lines = linesOrNone(fields, offset)
        if (lines === undefined) return
        said++
        const parsed = lines.map(parseCron)
        const local = plainClock(offset)
        const utc = plainClock(0)
        for (const minute of sampleOf(cron, offset)) {
          const at = minute * MINUTE
          equal(
            parsed.some((line) => isDue(line, utc(at))),
            isDue(fields, local(at)),
            `${cron} at ${offset}: ${lines.join('; ')}`,
          )
        }
      }),
      { numRuns: 150 },
    )
    ok(said > 50, 'most expressions can be said in UTC')
  })

  it('refuse days of a month where the day is another one', () => {
    throws(() => utcLines(parseCron('0 1 1 * *'), 120), UtcFault)
    deepEqual(utcLines(parseCron('0 3 1 * *'), 120), ['0 1 1 * *'])
    deepEqual(utcLines(parseCron('30 0,6 * * 1-5'), 120), ['30 22 * * 0-4', '30 4 * * 1-5'])
  })

  it('know the offsets that a zone has in a year', () => {
    const from = new Date('2026-06-01T00:00:00Z')
    deepEqual(offsetsOf('Europe/Berlin', from), [60, 120])
    deepEqual(offsetsOf('UTC', from), [0])
    deepEqual(offsetsOf('America/St_Johns', from).map(offsetText), ['-0330', '-0230'])
  })
})

function linesOrNone(fields: CronFields, offset: number): readonly string[] | undefined {
  try {
    return utcLines(fields, offset)
  } catch (error) {
    if (error instanceof UtcFault) return undefined
    throw error
  }
}

/** Due minutes of the zone and of its neighbours a day before and after, and what lies between. */
function sampleOf(cron: string, offset: number): readonly number[] {
  const due = nearby(cron).map((minute) => minute - offset)
  return due.flatMap((minute) => [minute, minute - 1, minute + 1, minute - 1440, minute + 1440])
}
