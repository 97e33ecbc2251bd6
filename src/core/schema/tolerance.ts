/** Differences that are too small to count. Compared exactly: no value becomes a JavaScript number. */
import type { Carrier, CarriedType } from './carry'
import { canonicalDecimal, compareDecimals, isWithin, magnitudeOf, multiply } from './decimal'
import { readMoment, readTime } from './moments'
import { INSTANTS, NUMBERS } from './relation'

/** A decimal number as text is an absolute tolerance; a relative one is a part of the greater of both values. */
export type Tolerance =
  | string
  | { readonly absolute: string }
  | { readonly relative: string }
  | { readonly seconds: string }

/**
 * The carrier, for which values that differ by no more than the tolerance are the same. Floats are compared by the
 * decimals that they are printed with; what is not finite is the same only as itself. Throws where
 * `findToleranceFault` finds one.
 */
export function withTolerance(carrier: Carrier, tolerance: Tolerance): Carrier {
  const isNear = nearness(tolerance)
  return {
    ...carrier,
    same: (carried, target) => carrier.same(carried, target) || isNear(carried, target),
  }
}

/** Why a tolerance is none for a column of this type; undefined when it is one. */
export function findToleranceFault(
  tolerance: Tolerance,
  { family }: Pick<CarriedType, 'family'>,
): string | undefined {
  const { amount, kind } = partsOf(tolerance)
  if (readAmount(amount) === undefined) return `"${amount}" is no number of 0 or more`
  const isTime = INSTANTS.has(family) || family === 'date' || family === 'time'
  if (kind === 'seconds')
    return isTime ? undefined : `a tolerance in seconds is for times, and not for ${family}`
  return NUMBERS.has(family)
    ? undefined
    : `a tolerance of this kind is for numbers, and not for ${family}`
}

function partsOf(tolerance: Tolerance): {
  readonly kind: 'absolute' | 'relative' | 'seconds'
  readonly amount: string
} {
  if (typeof tolerance === 'string') return { kind: 'absolute', amount: tolerance }
  if ('absolute' in tolerance) return { kind: 'absolute', amount: tolerance.absolute }
  if ('relative' in tolerance) return { kind: 'relative', amount: tolerance.relative }
  return { kind: 'seconds', amount: tolerance.seconds }
}

function readAmount(amount: string): string | undefined {
  const canonical = canonicalDecimal(amount)
  return canonical !== undefined && /^\d/.test(canonical) ? canonical : undefined
}

function nearness(tolerance: Tolerance): (a: string, b: string) => boolean {
  const { kind, amount } = partsOf(tolerance)
  const limit = readAmount(amount)
  if (limit === undefined) throw new Error(`"${amount}" is no number of 0 or more`)
  if (kind === 'seconds') return timesWithin(limit)
  return (a, b) => {
    const [left, right] = [finite(a), finite(b)]
    if (left === undefined || right === undefined) return false
    return isWithin(left, right, kind === 'absolute' ? limit : partOf(left, right, limit))
  }
}

function finite(text: string): string | undefined {
  const canonical = canonicalDecimal(text)
  return canonical !== undefined && /\d/.test(canonical) ? canonical : undefined
}

function partOf(left: string, right: string, relative: string): string {
  const [a, b] = [magnitudeOf(left), magnitudeOf(right)]
  return multiply(compareDecimals(a, b) > 0 ? a : b, relative)
}

function timesWithin(seconds: string): (a: string, b: string) => boolean {
  const limit = multiply(seconds, '1000000')
  return (a, b) => {
    const [left, right] = [readTimeOrMoment(a), readTimeOrMoment(b)]
    if (left === undefined || right === undefined) return false
    return isWithin(String(left), String(right), limit)
  }
}

function readTimeOrMoment(text: string): bigint | undefined {
  return readMoment(text) ?? readTime(text)
}
