/** Which of two values of one type is larger, told from their exact texts. */
import type { CarriedType } from '../schema/carry'
import { canonicalDecimal, compareDecimals } from '../schema/decimal'
import { readMoment, readTime } from '../schema/moments'

/** Less than 0, 0 or more as the first is less than, equal to or larger than the second. */
export type ValueOrder = (a: string, b: string) => number

/** Undefined for types without an order that means something: JSON, and whatever has no family. */
export function valueOrder({ family, labels }: CarriedType): ValueOrder | undefined {
  switch (family) {
    case 'integer':
    case 'decimal':
    case 'float':
      return compareNumbers
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return (a, b) => compareInstants(a, b)
    case 'time':
      return (a, b) => compareBig(readTime(a) ?? 0n, readTime(b) ?? 0n)
    case 'text':
      return compareBytes
    // The texts sort as their values do: f before t, hexadecimal digits of one length by value.
    case 'boolean':
    case 'uuid':
    case 'bytes':
      return compareBytes
    case 'enum':
      return labels === undefined ? undefined : (a, b) => labels.indexOf(a) - labels.indexOf(b)
    case 'json':
    case 'other':
      return undefined
  }
}

/** As PostgreSQL has it: what is not a number is larger than every number. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [canonicalDecimal(a) ?? 'NaN', canonicalDecimal(b) ?? 'NaN']
  const [leftRank, rightRank] = [rankOf(left), rankOf(right)]
  return leftRank !== 0 || rightRank !== 0 ? leftRank - rightRank : compareDecimals(left, right)
}

function rankOf(canonical: string): number {
  const ranks: Readonly<Record<string, number>> = { '-Infinity': -1, Infinity: 1, NaN: 2 }
  return ranks[canonical] ?? 0
}

/** Days that the calendar does not have, such as 0000-00-00, come before all others. */
function compareInstants(a: string, b: string): number {
  const [leftRank, rightRank] = [instantRank(a), instantRank(b)]
  if (leftRank !== rightRank || leftRank !== 0) return leftRank - rightRank
  return compareBig(readMoment(a) ?? 0n, readMoment(b) ?? 0n)
}

function instantRank(text: string): number {
  if (text === 'infinity') return 1
  if (text === '-infinity') return -2
  return readMoment(text) === undefined ? -1 : 0
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** By the code points of the text, whatever the collation of its column is. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
