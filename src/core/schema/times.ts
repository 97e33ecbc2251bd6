/** Dates, timestamps and times of day: what each holds, and how they are rounded. */
import type { ValueFamily } from '../database/table'
import { readMoment, readOffset, readTime, roundMoment, writeMoment, writeTime } from './moments'
import {
  asIs,
  checked,
  exact,
  INSTANTS,
  lacks,
  quoted,
  type Carried,
  type CarriedType,
  type Check,
  type Relation,
} from './relation'

/** The source is of the target's family, a date for a timestamp, or text. */
export function relateTimes(source: CarriedType, target: CarriedType): Relation {
  const isText = source.family === 'text'
  const read = isText ? isoReader(target) : asTarget(source, target)
  const rounds = hasFraction(source) && precisionOf(source) > precisionOf(target)
  const checks = timeChecks(source, target, rounds)
  const conversion = describeConversion(source, target)
  return {
    carrier: exact(checked(rounds ? andRound(read, target) : read, checks)),
    ...(conversion !== undefined && { conversion }),
    ...(rounds && { loss: `rounds to ${precisionOf(target)} digits of a second` }),
    refuses: [
      ...(isText ? [`texts that are no ISO 8601 ${target.family}`] : []),
      ...checks.map((check) => check.refuses),
    ],
  }
}

function describeConversion(source: CarriedType, target: CarriedType): string | undefined {
  if (source.family === 'text') return `reads the text as ISO 8601`
  return source.family === target.family ? undefined : 'at the start of the day'
}

function hasFraction({ family }: CarriedType): boolean {
  return family !== 'date'
}

/** Without a declared precision there are microseconds. */
function precisionOf({ family, precision }: CarriedType): number {
  return family === 'date' ? 6 : (precision ?? 6)
}

function asTarget(source: CarriedType, target: CarriedType): (text: string) => Carried {
  return source.family === 'date' && INSTANTS.has(target.family)
    ? (text) => ({ text: atMidnight(text) })
    : asIs
}

/** The era comes last, and infinity has no time of day. */
function atMidnight(date: string): string {
  if (isInfinite(date)) return date
  return date.replace(/^\S+/, '$& 00:00:00')
}

function isInfinite(text: string): boolean {
  return text === 'infinity' || text === '-infinity'
}

/** Days of MySQL that are in no calendar: `0000-00-00`, `2024-00-00`, and those of a year 0. */
function isZeroDate(text: string): boolean {
  return /^(?:0000-|\d+-00-|\d+-\d\d-00)/.test(text)
}

function andRound(read: (text: string) => Carried, target: CarriedType): (text: string) => Carried {
  const { family, limits } = target
  const from = limits?.roundsFrom === undefined ? undefined : readMoment(limits.roundsFrom)
  const precision = precisionOf(target)
  return (text) => {
    const carried = read(text)
    if ('invalid' in carried || !carried.text.includes('.')) return carried
    if (family === 'time') {
      const time = readTime(carried.text)
      return time === undefined ? carried : { text: writeTime(roundTime(time, precision)) }
    }
    const moment = readMoment(carried.text)
    if (moment === undefined) return carried
    const rounded = writeMoment(roundMoment(moment, precision, from))
    return { text: family === 'timestamptz' ? withZone(rounded) : rounded }
  }
}

/** Before midnight a middle goes away from it, as after it. */
function roundTime(time: bigint, precision: number): bigint {
  return roundMoment(time, precision, 0n)
}

/** The zone comes before the era. */
function withZone(moment: string): string {
  return moment.endsWith(' BC') ? `${moment.slice(0, -3)}+00 BC` : `${moment}+00`
}

function timeChecks(source: CarriedType, target: CarriedType, rounds: boolean): readonly Check[] {
  const checks: Check[] = []
  // Texts of ISO 8601 have neither infinity nor days outside the calendar.
  const isText = source.family === 'text'
  if (!isText && target.family !== 'time' && lacks(source, target, 'infinity'))
    checks.push({
      refuses: 'infinity',
      refuse: (text) => (isInfinite(text) ? 'the target has no infinity' : undefined),
    })
  if (isText || lacks(source, target, 'zeroDate')) checks.push(calendarCheck(target.family))
  const range = rangeCheck(source, target, rounds)
  return range === undefined ? checks : [...checks, range]
}

function calendarCheck(family: ValueFamily): Check {
  const read = family === 'time' ? readTime : readMoment
  const what = family === 'time' ? 'no time of a clock' : 'no day of the calendar'
  return {
    refuses:
      family === 'time'
        ? 'times that are on no clock'
        : 'days that are in no calendar, such as 0000-00-00',
    refuse: (text) =>
      isInfinite(text) || read(text) !== undefined ? undefined : `${quoted(text)} is ${what}`,
  }
}

function rangeCheck(source: CarriedType, target: CarriedType, rounds: boolean): Check | undefined {
  const read = target.family === 'time' ? readTime : readMoment
  const { least, greatest } = target.limits ?? {}
  const [first, last] = [readLimit(least, read), readLimit(greatest, read)]
  if (first === undefined || last === undefined || (!rounds && isInside(source, first, last)))
    return undefined
  const range = `${least} to ${greatest}`
  return {
    refuses: `values outside ${range}`,
    refuse(text) {
      if (isInfinite(text) || isZeroDate(text)) return undefined
      const value = read(text)
      const isHeld = value !== undefined && value >= first && value <= last
      return isHeld ? undefined : `${quoted(text)} is not within ${range}`
    },
  }
}

function readLimit(
  limit: string | undefined,
  read: (text: string) => bigint | undefined,
): bigint | undefined {
  return limit === undefined ? undefined : read(limit)
}

function isInside(source: CarriedType, first: bigint, last: bigint): boolean {
  const read = source.family === 'time' ? readTime : readMoment
  const { least, greatest } = source.limits ?? {}
  const [from, to] = [readLimit(least, read), readLimit(greatest, read)]
  return from !== undefined && to !== undefined && from >= first && to <= last
}

const ISO: Partial<Record<ValueFamily, RegExp>> = {
  date: /^(\d{4,7}-\d{2}-\d{2})$/,
  timestamp: /^(\d{4,7}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?))?$/,
  timestamptz:
    /^(\d{4,7}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(?:Z|([+-])(\d{2})(?::?([0-5]\d))?)$/,
  time: /^(-?\d{2,3}:\d{2}:\d{2}(?:\.\d{1,6})?)$/,
}

/**
 * Dates as text are carried when they are ISO 8601, or infinity where the target has it; for anything else there is the
 * transform `date`.
 */
function isoReader({ family, limits }: CarriedType): (text: string) => Carried {
  const pattern = ISO[family]
  const isEndless = family !== 'time' && limits?.lacks?.includes('infinity') !== true
  return (text) => {
    if (isEndless && isInfinite(text)) return { text }
    const match = pattern?.exec(text.trim())
    if (match === null || match === undefined)
      return { invalid: `${quoted(text)} is not an ISO 8601 ${family}` }
    const [, first = '', time = '00:00:00', ...offset] = match
    if (family === 'date') return { text: first }
    if (family === 'time') return { text: withoutZeros(first) }
    const moment = `${first} ${withoutZeros(time)}`
    if (family === 'timestamp') return { text: moment }
    return { text: withZone(inUtc(moment, readOffset(...offset))) }
  }
}

/** What is no day stays as it is, for the checks to tell. */
function inUtc(moment: string, offset: bigint): string {
  const local = offset === 0n ? undefined : readMoment(moment)
  return local === undefined ? moment : writeMoment(local - offset)
}

function withoutZeros(time: string): string {
  return time.includes('.') ? time.replace(/\.?0+$/, '') : time
}
