/**
 * Decimal arithmetic without a rounding that nobody asked for. Results have as many digits after the point as
 * PostgreSQL's numeric has, so that a formula and PostgreSQL give the same text.
 */

/** `digits` shifted right by `scale` places, of which there are never fewer than none: 1.50 is 150 and 2. */
export interface ExactNumber {
  readonly digits: bigint
  readonly scale: number
}

/** More digits than that are no data; they only cost time. Before the point and after it alike. */
export const MOST_DIGITS = 1000
const TOO_GREAT = 10n ** BigInt(2 * MOST_DIGITS)

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

/** Undefined where the text is no number, is not finite or has too many digits. White space around it is allowed. */
export function readNumber(text: string): ExactNumber | undefined {
  const match = NUMBER.exec(text.trim())
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const all = whole + fraction
  if (all === '' || all.length > 2 * MOST_DIGITS) return undefined
  const magnitude = BigInt(all)
  const digits = sign === '-' ? -magnitude : magnitude
  const scale = fraction.length - parseInt(exponent, 10)
  if (scale < -MOST_DIGITS) return undefined
  return scale >= 0 ? within(digits, scale) : within(digits * tenTo(-scale), 0)
}

export function writeNumber({ digits, scale }: ExactNumber): string {
  if (scale === 0) return String(digits)
  const size = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  const point = size.length - scale
  return `${digits < 0n ? '-' : ''}${size.slice(0, point)}.${size.slice(point)}`
}

/** The sum has the digits of the operand with more; undefined where it has too many. */
export function add(a: ExactNumber, b: ExactNumber): ExactNumber | undefined {
  const scale = Math.max(a.scale, b.scale)
  return within(digitsAt(a, scale) + digitsAt(b, scale), scale)
}

export function subtract(a: ExactNumber, b: ExactNumber): ExactNumber | undefined {
  const scale = Math.max(a.scale, b.scale)
  return within(digitsAt(a, scale) - digitsAt(b, scale), scale)
}

/** The product is exact; undefined where it has too many digits. */
export function multiply(a: ExactNumber, b: ExactNumber): ExactNumber | undefined {
  return within(a.digits * b.digits, a.scale + b.scale)
}

/**
 * The quotient, with at least 16 significant digits and as many after the point as either operand has, halves away from
 * zero. `b` is not zero. The digits are those of PostgreSQL: select_div_scale in src/backend/utils/adt/numeric.c.
 */
export function divide(a: ExactNumber, b: ExactNumber): ExactNumber | undefined {
  const [top, bottom] = [leadingGroup(a), leadingGroup(b)]
  const weight = top.weight - bottom.weight - (top.value <= bottom.value ? 1 : 0)
  const scale = Math.min(Math.max(16 - 4 * weight, a.scale, b.scale, 0), MOST_DIGITS)
  const shift = scale + b.scale - a.scale
  const dividend = shift >= 0 ? a.digits * tenTo(shift) : a.digits
  const divisor = shift >= 0 ? b.digits : b.digits * tenTo(-shift)
  return within(quotient(dividend, divisor, 'halfAwayFromZero'), scale)
}

/** What a division to a whole quotient leaves, with the sign of `a`. `b` is not zero. */
export function remainder(a: ExactNumber, b: ExactNumber): ExactNumber {
  const scale = Math.max(a.scale, b.scale)
  return { digits: digitsAt(a, scale) % digitsAt(b, scale), scale }
}

/** Less than 0, 0 or more as `a` is less than, equal to or greater than `b`. */
export function compareNumbers(a: ExactNumber, b: ExactNumber): number {
  const scale = Math.max(a.scale, b.scale)
  const [left, right] = [digitsAt(a, scale), digitsAt(b, scale)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** How a number between two others is rounded. */
export type RoundingMode = 'halfAwayFromZero' | 'halfEven' | 'towardsZero' | 'floor' | 'ceiling'

/**
 * The number with exactly `scale` digits after the point; a negative scale rounds digits before it. Undefined where
 * that makes too many digits.
 */
export function round(
  number: ExactNumber,
  scale: number,
  mode: RoundingMode = 'halfAwayFromZero',
): ExactNumber | undefined {
  if (scale >= number.scale) return within(digitsAt(number, scale), scale)
  const rounded = quotient(number.digits, tenTo(number.scale - scale), mode)
  return scale >= 0 ? within(rounded, scale) : within(rounded * tenTo(-scale), 0)
}

/** Whether it has no decimals but zeros, and its value then. For lengths and positions, which are small. */
export function wholeOf({ digits, scale }: ExactNumber): number | undefined {
  const unit = tenTo(scale)
  const whole = digits / unit
  const isSmall = whole > -1_000_000_000n && whole < 1_000_000_000n
  return digits % unit === 0n && isSmall ? Number(whole) : undefined
}

function within(digits: bigint, scale: number): ExactNumber | undefined {
  if (scale > MOST_DIGITS || digits >= TOO_GREAT || digits <= -TOO_GREAT) return undefined
  return { digits, scale }
}

function digitsAt({ digits, scale }: ExactNumber, wanted: number): bigint {
  return wanted === scale ? digits : digits * tenTo(wanted - scale)
}

function quotient(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint {
  const isNegative = dividend < 0n !== divisor < 0n
  const [size, by] = [magnitude(dividend), magnitude(divisor)]
  const whole = roundedQuotient(size, by, isNegative ? OPPOSITES[mode] : mode)
  return isNegative ? -whole : whole
}

/** What rounds a negative number rounds its magnitude the other way. */
const OPPOSITES: Readonly<Record<RoundingMode, RoundingMode>> = {
  halfAwayFromZero: 'halfAwayFromZero',
  halfEven: 'halfEven',
  towardsZero: 'towardsZero',
  floor: 'ceiling',
  ceiling: 'floor',
}

/** Neither is negative. */
function roundedQuotient(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint {
  switch (mode) {
    case 'towardsZero':
    case 'floor':
      return dividend / divisor
    case 'ceiling':
      return (dividend + divisor - 1n) / divisor
    case 'halfAwayFromZero':
      return (2n * dividend + divisor) / (2n * divisor)
    default: {
      const up = (2n * dividend + divisor) / (2n * divisor)
      const isHalf = (2n * dividend + divisor) % (2n * divisor) === 0n
      return isHalf && up % 2n !== 0n ? up - 1n : up
    }
  }
}

function magnitude(digits: bigint): bigint {
  return digits < 0n ? -digits : digits
}

const POWERS: bigint[] = []

/** Ten to the power of `exponent`, which is small: digits have a limit. */
function tenTo(exponent: number): bigint {
  return (POWERS[exponent] ??= 10n ** BigInt(exponent))
}

/** PostgreSQL counts in groups of four digits; the first that is not 0, and how many groups follow before the point. */
function leadingGroup({ digits, scale }: ExactNumber): { value: number; weight: number } {
  if (digits === 0n) return { value: 0, weight: 0 }
  const text = String(digits < 0n ? -digits : digits)
  const exponent = text.length - 1 - scale
  const weight = Math.floor(exponent / 4)
  const length = exponent - 4 * weight + 1
  return { value: parseInt(text.slice(0, length).padEnd(length, '0'), 10), weight }
}
