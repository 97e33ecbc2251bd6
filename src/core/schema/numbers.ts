/** Integers, decimals and floats among each other, and from text. */
import {
  canonicalDecimal,
  compareDecimals,
  magnitudeDigits,
  magnitudeOf,
  roundDecimal,
} from './decimal'
import {
  asIs,
  checked,
  lacks,
  NUMBERS,
  quoted,
  type Carried,
  type CarriedType,
  type Carrier,
  type Check,
  type Relation,
} from './relation'

/** Both are numbers, or the source is text. */
export function relateNumbers(source: CarriedType, target: CarriedType): Relation {
  const checks = [...specialChecks(source, target), ...rangeChecks(source, target)]
  const loss = describeLoss(source, target)
  const conversion = describeConversion(source, target)
  return {
    carrier: {
      carry: checked(writerOf(source, target), checks),
      same: comparerOf(target),
      identity: true,
    },
    ...(conversion !== undefined && { conversion }),
    ...(loss !== undefined && { loss }),
    refuses: [
      ...(source.family === 'text' ? ['texts that are no numbers'] : []),
      ...(mayHaveFraction(source) && target.family === 'integer'
        ? ['numbers with a fraction']
        : []),
      ...checks.map((check) => check.refuses),
    ],
  }
}

function describeConversion(source: CarriedType, target: CarriedType): string | undefined {
  if (source.family === target.family) return undefined
  if (source.family === 'text') return 'reads the text as a number'
  return target.family === 'float' ? 'takes the nearest number that it has' : undefined
}

function mayHaveFraction({ family, scale }: CarriedType): boolean {
  return NUMBERS.has(family) && family !== 'integer' && (scale ?? Infinity) > 0
}

/** A source's text as the target's type reads it: whole for integers, rounded for decimals. */
function writerOf(source: CarriedType, target: CarriedType): (text: string) => Carried {
  // As it is printed: to MySQL the year 0000 is another one than 0.
  if (source.family === 'integer' && target.family === 'integer') return asIs
  return (text) => {
    const canonical = canonicalDecimal(text)
    if (canonical === undefined) return { invalid: `${quoted(text)} is not a number` }
    if (target.family === 'integer')
      return /^-?\d+$/.test(canonical)
        ? { text: canonical }
        : { invalid: `${quoted(text)} is not a whole number` }
    const rounded = target.scale === undefined ? canonical : roundDecimal(canonical, target.scale)
    if (rounded !== canonical) return { text: rounded }
    const plain = text.trim()
    if (target.family === 'float') return { text: floatText(plain, canonical, target) }
    // As the source has it, with its zeros at the end, unless not every engine would read it.
    return { text: /^-?\d+(\.\d+)?$/.test(plain) ? plain : canonical }
  }
}

/** The greatest number of 32 bits. With the 9 digits that it is printed with it is more than that as one of 64 bits. */
const GREATEST_SINGLE = '3.4028234663852886e+38'

function floatText(plain: string, canonical: string, target: CarriedType): string {
  if (!isFinite(canonical)) return canonical
  const isBeyond = Math.abs(Number(canonical)) > Number(GREATEST_SINGLE)
  if (target.limits?.single !== true || !isBeyond) return plain
  if (!Number.isFinite(nearestFloat(canonical, target))) return plain
  return canonical.startsWith('-') ? `-${GREATEST_SINGLE}` : GREATEST_SINGLE
}

function isFinite(canonical: string): boolean {
  return /\d/.test(canonical)
}

function specialChecks(source: CarriedType, target: CarriedType): readonly Check[] {
  // Integers have none, and as a target they are whole.
  if (source.family === 'integer' || target.family === 'integer') return []
  const checks: Check[] = []
  if (lacks(source, target, 'NaN')) checks.push(refuseText('NaN', ['NaN']))
  if (lacks(source, target, 'infinity'))
    checks.push(refuseText('infinity', ['Infinity', '-Infinity']))
  return checks
}

function refuseText(refuses: string, texts: readonly string[]): Check {
  return {
    refuses,
    refuse: (text) => (texts.includes(text) ? `the target has no ${refuses}` : undefined),
  }
}

function rangeChecks(source: CarriedType, target: CarriedType): readonly Check[] {
  if (target.family === 'integer') return integerChecks(source, target)
  if (target.family === 'decimal') return decimalChecks(source, target)
  return source.family === 'integer' || (source.family === 'float' && !narrowsFloat(source, target))
    ? []
    : [floatCheck(target)]
}

function integerChecks(source: CarriedType, target: CarriedType): readonly Check[] {
  const { least, greatest } = target.limits ?? {}
  if (least === undefined || greatest === undefined) return []
  const { least: first, greatest: last } = source.limits ?? {}
  const isKnown = source.family === 'integer' && first !== undefined && last !== undefined
  if (isKnown && compareDecimals(first, least) >= 0 && compareDecimals(last, greatest) <= 0)
    return []
  const isOutside = (text: string) =>
    BigInt(text) < BigInt(least) || BigInt(text) > BigInt(greatest)
  return [
    {
      refuses: `numbers outside ${least} to ${greatest}`,
      refuse: (text) =>
        isOutside(text) ? `${quoted(text)} is not within ${least} to ${greatest}` : undefined,
    },
  ]
}

function decimalChecks(source: CarriedType, target: CarriedType): readonly Check[] {
  const { precision, scale = 0 } = target
  if (precision === undefined) return []
  const room = precision - scale
  // Rounding can add a digit, unless the target keeps all digits after the point.
  const rounds = source.family !== 'integer' && (source.scale ?? Infinity) > scale
  if (wholeDigitsOf(source) + (rounds ? 1 : 0) <= room) return []
  return [
    {
      refuses: `numbers of more than ${room} digits before the point`,
      refuse: (text) => {
        const canonical = canonicalDecimal(text) ?? text
        return isFinite(canonical) && magnitudeDigits(canonical) > room
          ? `${quoted(text)} has more than ${room} digits before the point`
          : undefined
      },
    },
  ]
}

/** How many digits its numbers can have before the point. */
function wholeDigitsOf({ family, precision, scale = 0, limits }: CarriedType): number {
  if (family === 'integer') return wholeDigits(limits)
  return family === 'decimal' && precision !== undefined ? precision - scale : Infinity
}

function wholeDigits(limits: CarriedType['limits']): number {
  const { least, greatest } = limits ?? {}
  if (least === undefined || greatest === undefined) return Infinity
  return Math.max(magnitudeOf(least).length, greatest.length)
}

/** Whether a number of one type becomes another one in a float of fewer bits. */
export function isNarrowed(text: string, source: CarriedType, target: CarriedType): boolean {
  if (!narrowsFloat(source, target)) return false
  const canonical = canonicalDecimal(text)
  return canonical !== undefined && nearestFloat(canonical, target) !== Number(canonical)
}

function narrowsFloat(source: CarriedType, target: CarriedType): boolean {
  return target.limits?.single === true && source.limits?.single !== true
}

/** What the type would make infinite, or zero of what is none. */
function floatCheck(target: CarriedType): Check {
  return {
    refuses: 'numbers beyond its range',
    refuse: (text) => {
      const canonical = canonicalDecimal(text) ?? text
      if (!isFinite(canonical) || canonical === '0') return undefined
      const kept = nearestFloat(canonical, target)
      return kept === 0 || !Number.isFinite(kept) ? `${quoted(text)} is out of range` : undefined
    },
  }
}

/** Floats keep the nearest number that they have, and so do JavaScript's: here to compare, never to write. */
function nearestFloat(text: string, { limits }: CarriedType): number {
  return limits?.single === true ? Math.fround(Number(text)) : Number(text)
}

function comparerOf(target: CarriedType): Carrier['same'] {
  return (carried, stored) => {
    if (carried === stored) return true
    const kept = canonicalDecimal(carried)
    if (kept !== undefined && kept === canonicalDecimal(stored)) return true
    if (target.family !== 'float') return false
    const nearest = nearestFloat(carried, target)
    return Number.isFinite(nearest) && nearest === nearestFloat(stored, target)
  }
}

function describeLoss(source: CarriedType, target: CarriedType): string | undefined {
  if (target.scale !== undefined && target.family !== 'integer') {
    const keeps = source.family === 'integer' || (source.scale ?? Infinity) <= target.scale
    // Digits before the point are rounded away where the scale is negative, whatever the source is.
    if (!keeps || target.scale < 0) return describeRounding(target.scale)
  }
  if (target.family !== 'float' || source.family === 'text') return undefined
  if (source.family === 'float')
    return narrowsFloat(source, target) ? 'keeps 6 significant digits for certain' : undefined
  // Digits that every decimal number of that length survives: FLT_DIG and DBL_DIG.
  const kept = target.limits?.single === true ? 6 : 15
  return digitsOf(source) > kept ? `keeps ${kept} significant digits for certain` : undefined
}

function describeRounding(scale: number): string {
  return scale >= 0
    ? `rounds to ${scale} digits after the point`
    : `rounds ${-scale} digits before the point`
}

function digitsOf(source: CarriedType): number {
  return source.precision ?? wholeDigitsOf(source)
}
