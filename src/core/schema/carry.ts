/**
 * How a value gets from a column of one type to a column of another: which pairs are possible, whether two
 * texts are the same value, and what text the target's type reads.
 */
import type { Column, ValueFamily } from '../database/table'
import { canonicalDecimal, roundDecimal } from './decimal'
import { canonicalJsonText } from './canonicalJsonText'

export type CarriedType = Pick<Column, 'family' | 'castType' | 'precision' | 'scale'>

/** A text that the target's type can read, or why there is none. */
export type Carried = { readonly text: string } | { readonly invalid: string }

export interface Carrier {
  /** The text to write for a source's text. */
  carry(text: string): Carried
  /** Whether a carried text and the target's text are the same value once it is stored. */
  same(carried: string, target: string): boolean
  /** Same texts are always the same value, so that rows need not be taken apart. */
  readonly identity: boolean
}

const NUMBERS = new Set<ValueFamily>(['integer', 'decimal', 'float'])
const TIMES = new Set<ValueFamily>(['timestamp', 'timestamptz'])

/** How to carry values between the types; undefined where that would be a guess. */
export function findCarrier(source: CarriedType, target: CarriedType): Carrier | undefined {
  if (NUMBERS.has(target.family) && (NUMBERS.has(source.family) || source.family === 'text'))
    return numberCarrier(target)
  if (target.family === 'text') return textCarrier(source, target)
  if (target.family === 'boolean' && ['boolean', 'text'].includes(source.family))
    return exact(asBoolean)
  if (target.family === 'uuid' && ['uuid', 'text'].includes(source.family)) return exact(asUuid)
  if (target.family === 'json' && ['json', 'text'].includes(source.family)) return jsonCarrier
  if (source.family === target.family)
    return source.family !== 'other' || source.castType === target.castType
      ? exact(asIs)
      : undefined
  if (source.family === 'date' && target.family === 'timestamp')
    return exact((text) => ({ text: atMidnight(text) }))
  if (source.family !== 'text') return undefined
  // The database knows the labels and refuses all others, row by row.
  return target.family === 'enum' ? exact(asIs) : fromIsoText(target.family)
}

/**
 * Whether some values of the source's type do not fit the target's exactly; what the database then does is
 * named in words.
 */
export function describeLoss(source: CarriedType, target: CarriedType): string | undefined {
  if (TIMES.has(source.family) && TIMES.has(target.family)) return describeTimeLoss(source, target)
  if (!NUMBERS.has(source.family) || !NUMBERS.has(target.family)) return undefined
  if (target.family === 'decimal' && target.scale !== undefined) {
    const keeps = source.family === 'integer' || (source.scale ?? Infinity) <= target.scale
    return keeps ? undefined : `rounds to ${target.scale} digits after the point`
  }
  if (target.family !== 'float' || source.castType === target.castType) return undefined
  // Digits that every decimal number of that length survives: FLT_DIG and DBL_DIG.
  const kept = target.castType === 'real' ? 6 : 15
  if (digitsOf(source) > kept) return `keeps ${kept} significant digits for certain`
  return undefined
}

/** A timestamp without a declared precision keeps microseconds. */
function describeTimeLoss(source: CarriedType, target: CarriedType): string | undefined {
  const kept = target.precision ?? 6
  if ((source.precision ?? 6) <= kept) return undefined
  return `rounds to ${kept} digits of a second; such rows differ again in the next plan`
}

function digitsOf({ castType, precision }: CarriedType): number {
  const digits: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19, real: 6 }
  return precision ?? digits[castType] ?? Infinity
}

function exact(carry: (text: string) => Carried): Carrier {
  return { carry, same: (carried, target) => carried === target, identity: true }
}

const asIs = (text: string): Carried => ({ text })

/** `character(n)` prints the blanks that it pads with, which are no part of its values. */
function textCarrier(source: CarriedType, target: CarriedType): Carrier {
  if (target.castType === 'bpchar')
    return { ...exact(asIs), same: (carried, stored) => unpadded(carried) === unpadded(stored) }
  if (source.castType === 'bpchar')
    return { ...exact((text) => ({ text: unpadded(text) })), identity: false }
  return exact(asIs)
}

function unpadded(text: string): string {
  return text.replace(/ +$/, '')
}

/** The era comes last, and infinity has no time of day. */
function atMidnight(date: string): string {
  if (/^-?infinity$/.test(date)) return date
  return date.replace(/^\S+/, '$& 00:00:00')
}

function asBoolean(text: string): Carried {
  const word = text.trim().toLowerCase()
  if (['t', 'true', 'yes', 'on', '1'].includes(word)) return { text: 't' }
  if (['f', 'false', 'no', 'off', '0'].includes(word)) return { text: 'f' }
  return { invalid: `"${text}" is not a boolean` }
}

function asUuid(text: string): Carried {
  const digits = text.trim().replace(/[{}-]/g, '').toLowerCase()
  const groups = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits)
  if (groups === null) return { invalid: `"${text}" is not a UUID` }
  return { text: groups.slice(1).join('-') }
}

const jsonCarrier: Carrier = {
  carry: (text) =>
    canonicalJsonText(text) === undefined ? { invalid: `"${text}" is not JSON` } : { text },
  same: (carried, target) =>
    carried === target || canonicalJsonText(carried) === canonicalJsonText(target),
  identity: true,
}

function numberCarrier(target: CarriedType): Carrier {
  return {
    carry(text) {
      const canonical = canonicalDecimal(text)
      if (canonical === undefined) return { invalid: `"${text}" is not a number` }
      if (target.family !== 'integer') return { text: text.trim() }
      return /^-?\d+$/.test(canonical)
        ? { text: canonical }
        : { invalid: `"${text}" is not a whole number` }
    },
    same(carried, stored) {
      if (carried === stored) return true
      if (roundTo(canonicalDecimal(carried), target.scale) === canonicalDecimal(stored)) return true
      return target.family === 'float' && sameFloat(carried, stored, target)
    },
    identity: true,
  }
}

/** Floats keep the nearest number that they have, and so do JavaScript's: here to compare, never to write. */
function sameFloat(carried: string, stored: string, { castType }: CarriedType): boolean {
  const round = castType === 'real' ? Math.fround : (value: number) => value
  const kept = round(Number(carried))
  return Number.isFinite(kept) && kept === round(Number(stored))
}

function roundTo(canonical: string | undefined, scale: number | undefined): string | undefined {
  return canonical === undefined || scale === undefined ? canonical : roundDecimal(canonical, scale)
}

const ISO: Partial<Record<ValueFamily, RegExp>> = {
  date: /^(\d{4,}-\d{2}-\d{2})$/,
  timestamp: /^(\d{4,}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?))?$/,
  timestamptz: /^(\d{4,}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)(?:Z|\+00(?::?00)?)$/,
}

/** Dates as text are carried when they are ISO 8601, for anything else there is the transform `date`. */
function fromIsoText(family: ValueFamily): Carrier | undefined {
  const pattern = ISO[family]
  if (pattern === undefined) return undefined
  return exact((text) => {
    const match = pattern.exec(text.trim())
    if (match === null) return { invalid: `"${text}" is not an ISO 8601 ${family}` }
    const [, date = '', time = '00:00:00'] = match
    if (family === 'date') return { text: date }
    const trimmed = time.includes('.') ? time.replace(/\.?0+$/, '') : time
    return { text: `${date} ${trimmed}${family === 'timestamptz' ? '+00' : ''}` }
  })
}
