/** Dates and times as formulas compare them: by when they are, whatever form they are written in. */
import { readMoment, readOffset, readTime, writeMoment, writeTime } from '../../schema/moments'
import { quoted } from '../transforms/transformed'
import { FormulaFault } from './expression'
import { asText, Unfit, type Evaluator, type Part } from './typed'

/** A date, with or without a time (`date`), or a time of day (`time`). */
export type InstantType = 'date' | 'time'

export interface Instant {
  /** As it is written. */
  readonly text: string
  /** Infinity is beyond all others, and days that no calendar has, such as 0000-00-00, are before them. */
  readonly rank: -2 | -1 | 0 | 1
  /** Microseconds. */
  readonly at: bigint
}

/**
 * Reads a part as dates or as times. A date is its midnight, and what has no zone is in UTC, which all sessions have.
 * Throws `FormulaFault` where the part is a text that stands in the formula and is neither.
 */
export function asInstant(part: Part, type: InstantType): Evaluator<Instant> {
  const of = asText(part)
  const read = READERS[type]
  const { typed, at } = part
  if (typed.type === 'text' && typed.literal !== undefined && read(typed.literal) === undefined)
    throw new FormulaFault(noInstant(typed.literal, type), at)
  return (row) => {
    const text = of(row)
    if (text === null) return null
    const instant = read(text)
    if (instant === undefined) throw new Unfit(noInstant(text, type))
    return instant
  }
}

/** Whether a text that stands in a formula is a date or a time. */
export function isInstant(text: string, type: InstantType): boolean {
  return READERS[type](text) !== undefined
}

/** One text for all that are the same date or time; what is none stays as it is. */
export function canonicalInstant(text: string, type: InstantType): string {
  const instant = READERS[type](text)
  if (instant?.rank !== 0) return text
  return type === 'date' ? writeMoment(instant.at) : writeTime(instant.at)
}

export function compareInstants(a: Instant, b: Instant): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0
}

function noInstant(text: string, type: InstantType): string {
  return `${quoted(text)} is not an ISO 8601 ${type === 'date' ? 'date or time' : 'time of day'}`
}

const READERS = { date: readDate, time: readTimeOfDay } as const

const NO_DAY = /^(\d{4})-(\d\d)-(\d\d)(?: [\d:.]+)?$/

function readDate(text: string): Instant | undefined {
  if (text === 'infinity') return { text, rank: 1, at: 0n }
  if (text === '-infinity') return { text, rank: -2, at: 0n }
  const at = readZoned(text)
  if (at !== undefined) return { text, rank: 0, at }
  const day = NO_DAY.exec(text)
  return day === null || !day.slice(1).some((part) => /^0+$/.test(part))
    ? undefined
    : { text, rank: -1, at: BigInt(day.slice(1).join('')) }
}

const ZONED = /^(.+:\d\d(?:\.\d+)?)([+-])(\d\d)(?::?([0-5]\d))?( BC)?$/

function readZoned(text: string): bigint | undefined {
  const match = ZONED.exec(text)
  if (match === null) return readMoment(withSeconds(text))
  const [, clock = '', sign, hours, minutes, era = ''] = match
  const moment = readMoment(withSeconds(clock) + era)
  return moment === undefined ? undefined : moment - readOffset(sign, hours, minutes)
}

function withSeconds(text: string): string {
  return text.replace(/^(\d+-\d\d-\d\d[ T]\d\d:\d\d)(?=Z?$)/, '$1:00')
}

function readTimeOfDay(text: string): Instant | undefined {
  const at = readTime(/^\d\d:\d\d$/.test(text) ? `${text}:00` : text)
  return at === undefined ? undefined : { text, rank: 0, at }
}
