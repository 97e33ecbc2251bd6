/** Decimal numbers as text: exact at any length. Nothing here becomes a JavaScript number. */

const DECIMAL = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?\s*$/

const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['nan', 'NaN'],
  ['infinity', 'Infinity'],
  ['inf', 'Infinity'],
  ['+infinity', 'Infinity'],
  ['+inf', 'Infinity'],
  ['-infinity', '-Infinity'],
  ['-inf', '-Infinity'],
])

/**
 * The one text of a decimal number's value: no exponent, no leading or trailing zeros, no negative zero.
 * Equal numbers give equal texts. Undefined when the text is no number.
 */
export function canonicalDecimal(text: string): string | undefined {
  const parts = splitDecimal(text)
  if (parts === undefined) return SPECIAL.get(text.trim().toLowerCase())
  return joinDecimal(parts)
}

/**
 * The value rounded to `scale` digits after the point, halves away from zero, as PostgreSQL's numeric does. A
 * negative scale rounds digits before the point.
 */
export function roundDecimal(canonical: string, scale: number): string {
  const parts = splitDecimal(canonical)
  if (parts === undefined || parts.fraction.length <= scale) return canonical
  const { whole, fraction } = shiftPoint(parts.whole, parts.fraction, scale)
  const roundUp = (fraction[0] ?? '0') >= '5'
  const rounded = String(BigInt(whole) + (roundUp ? 1n : 0n))
  return joinDecimal({ negative: parts.negative, ...shiftPoint(rounded, '', -scale) })
}

interface DecimalParts {
  readonly negative: boolean
  readonly whole: string
  readonly fraction: string
}

function splitDecimal(text: string): DecimalParts | undefined {
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  return { negative: sign === '-', ...shiftPoint(whole, fraction, parseInt(exponent, 10)) }
}

function shiftPoint(
  whole: string,
  fraction: string,
  by: number,
): { whole: string; fraction: string } {
  if (by === 0) return { whole, fraction }
  if (by > 0) {
    const padded = fraction.padEnd(by, '0')
    return { whole: whole + padded.slice(0, by), fraction: padded.slice(by) }
  }
  const padded = whole.padStart(-by, '0')
  return {
    whole: padded.slice(0, padded.length + by),
    fraction: padded.slice(padded.length + by) + fraction,
  }
}

function joinDecimal({ negative, whole, fraction }: DecimalParts): string {
  const integer = whole.replace(/^0+/, '') || '0'
  const rest = fraction.replace(/0+$/, '')
  const magnitude = rest === '' ? integer : `${integer}.${rest}`
  return negative && magnitude !== '0' ? `-${magnitude}` : magnitude
}

/** Less than 0, 0 or more as `a` is less than, equal to or greater than `b`. Both are finite and canonical. */
export function compareDecimals(a: string, b: string): number {
  const difference = subtract(a, b)
  return difference.startsWith('-') ? -1 : difference === '0' ? 0 : 1
}

/** Whether two finite decimals differ by no more than `tolerance`, which is not negative. All are canonical. */
export function isWithin(a: string, b: string, tolerance: string): boolean {
  return compareDecimals(magnitudeOf(subtract(a, b)), tolerance) <= 0
}

/** The product, canonical. */
export function multiply(a: string, b: string): string {
  const [left, right] = [scaled(a), scaled(b)]
  return unscaled(left.digits * right.digits, left.places + right.places)
}

export function magnitudeOf(canonical: string): string {
  return canonical.replace(/^-/, '')
}

/** Digits before the point that are no leading zeros; negative as many zeros follow the point. */
export function magnitudeDigits(canonical: string): number {
  const [whole = '', fraction = ''] = magnitudeOf(canonical).split('.')
  if (whole !== '0') return whole.length
  const zeros = /^0*/.exec(fraction)?.[0].length ?? 0
  return fraction === '' ? -Infinity : -zeros
}

function subtract(a: string, b: string): string {
  const [left, right] = [scaled(a), scaled(b)]
  const places = Math.max(left.places, right.places)
  const to = ({ digits, places: has }: Scaled) => digits * 10n ** BigInt(places - has)
  return unscaled(to(left) - to(right), places)
}

interface Scaled {
  readonly digits: bigint
  readonly places: number
}

function scaled(canonical: string): Scaled {
  const [whole = '', fraction = ''] = canonical.split('.')
  return { digits: BigInt(whole + fraction), places: fraction.length }
}

function unscaled(digits: bigint, places: number): string {
  const size = String(digits < 0n ? -digits : digits)
  return joinDecimal({ negative: digits < 0n, ...shiftPoint(size, '', -places) })
}
