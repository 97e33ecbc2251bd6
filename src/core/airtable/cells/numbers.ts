/** Numbers and percentages, as exact texts. */
import { canonicalDecimal } from '../../schema/decimal'
import { UsageError } from '../../util/errors'
import type { Codec } from './codec'
import type { NumberParts } from './format'

export function numberCodec(parts: NumberParts): Codec {
  const syntax = magnitudeSyntax(parts)
  return {
    expected: `number as ${syntax.sample}`,
    read(cell) {
      const isNegative = cell.startsWith('-')
      return withSign(isNegative, syntax.read(isNegative ? cell.slice(1) : cell))
    },
    write(value) {
      const { isNegative, magnitude } = signAndMagnitude(value)
      const written = magnitude === undefined ? undefined : syntax.write(magnitude)
      return written === undefined ? undefined : `${isNegative ? '-' : ''}${written}`
    },
  }
}

/** `12.5%` is 12.5: an export rounds to the field's precision, and a hundredth of that would look more exact than it is. */
export function percentCodec(parts: NumberParts): Codec {
  const { read, write } = numberCodec(parts)
  return {
    expected: `percentage as ${magnitudeSyntax(parts).sample}%`,
    read: (cell) => (cell.endsWith('%') ? read(cell.slice(0, -1)) : undefined),
    write(value) {
      const written = write(value)
      return written === undefined ? undefined : `${written}%`
    },
  }
}

/** Zero has no sign, as in PostgreSQL's numeric: `-0.00` is read as 0.00 and not written again. */
export function withSign(isNegative: boolean, magnitude: string | undefined): string | undefined {
  if (magnitude === undefined || !isNegative) return magnitude
  return isZero(magnitude) ? magnitude : `-${magnitude}`
}

export function isZero(magnitude: string): boolean {
  return !/[1-9]/.test(magnitude)
}

const PLAIN = /^(-?)((?:0|[1-9]\d*)(?:\.\d+)?)$/

/** Of a number as PostgreSQL prints it, with a float's exponent too. */
export function signAndMagnitude(value: string): {
  readonly isNegative: boolean
  readonly magnitude: string | undefined
} {
  const [, sign = '', magnitude] =
    PLAIN.exec(value) ?? PLAIN.exec(canonicalDecimal(value) ?? '') ?? []
  return { isNegative: sign === '-' && !isZero(magnitude ?? ''), magnitude }
}

/** Numbers without their signs. */
export interface MagnitudeSyntax {
  readonly sample: string
  readonly read: (text: string) => string | undefined
  readonly write: (magnitude: string) => string | undefined
}

/** Reads missing grouping and missing zeros at the end too; what could be another number as well is none. */
export function magnitudeSyntax(parts: NumberParts): MagnitudeSyntax {
  const { decimals, grouping, decimal = '.' } = parts
  if (grouping === decimal)
    throw new UsageError(`"grouping" and "decimal" are the same: ${JSON.stringify(decimal)}`)
  const grouped = grouping === undefined ? '' : `|[1-9]\\d{0,2}(?:[${grouping}]\\d{3})+`
  const pattern = new RegExp(`^(0|[1-9]\\d*${grouped})?(?:[${decimal}](\\d+))?$`)
  const write = (magnitude: string) => {
    const [whole = '', fraction = ''] = magnitude.split('.')
    const kept = decimals === undefined ? fraction : withDecimals(fraction, decimals)
    if (kept === undefined) return undefined
    return `${groupThousands(whole, grouping)}${kept === '' ? '' : `${decimal}${kept}`}`
  }
  return {
    sample: write(`1234${sampleFraction(decimals)}`) ?? '',
    read(text) {
      const match = pattern.exec(text)
      if (match === null || text === '') return undefined
      const [, written = '0', fraction = ''] = match
      const whole = grouping === undefined ? written : written.replaceAll(grouping, '')
      if (decimals === undefined) return fraction === '' ? whole : `${whole}.${fraction}`
      if (fraction.length > decimals) return undefined
      return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`
    },
    write,
  }
}

function sampleFraction(decimals = 1): string {
  return decimals === 0 ? '' : `.${'5'.padEnd(decimals, '0')}`
}

/** Zeros are added and taken away; other digits are not. */
function withDecimals(fraction: string, decimals: number): string | undefined {
  const [kept, rest] = [fraction.slice(0, decimals), fraction.slice(decimals)]
  return /[^0]/.test(rest) ? undefined : kept.padEnd(decimals, '0')
}

function groupThousands(whole: string, grouping: string | undefined): string {
  if (grouping === undefined || whole.length <= 3) return whole
  const first = whole.length % 3 || 3
  const groups = [whole.slice(0, first)]
  for (let at = first; at < whole.length; at += 3) groups.push(whole.slice(at, at + 3))
  return groups.join(grouping)
}
