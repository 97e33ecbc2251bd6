import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonicalDecimal, roundDecimal } from '../../../src/core/schema/decimal'

/** `numerator / 10 ** places`, exact: numbers as BigInt knows them and not as the code under test does. */
interface Rational {
  readonly numerator: bigint
  readonly places: number
}

/** Of a number's spelling as its generator assembled it. */
interface Spelling {
  readonly sign: string
  readonly whole: string
  readonly fraction: string
  readonly exponent: number | undefined
}

const digits = (minimum: number) =>
  fc.string({ unit: fc.constantFrom(...'0012345678999'), minLength: minimum, maxLength: 25 })

const spelling: fc.Arbitrary<Spelling> = fc
  .record({
    sign: fc.constantFrom('', '-', '+'),
    whole: digits(0),
    fraction: digits(0),
    exponent: fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined }),
  })
  .filter(({ whole, fraction }) => whole !== '' || fraction !== '')

function textOf({ sign, whole, fraction, exponent }: Spelling, upper = false): string {
  const point = fraction === '' ? '' : `.${fraction}`
  const power = exponent === undefined ? '' : `${upper ? 'E' : 'e'}${exponent}`
  return `${sign}${whole}${point}${power}`
}

function rationalOf({ sign, whole, fraction, exponent = 0 }: Spelling): Rational {
  const magnitude = BigInt(whole + fraction)
  const places = fraction.length - exponent
  const scaled = places < 0 ? magnitude * 10n ** BigInt(-places) : magnitude
  return { numerator: sign === '-' ? -scaled : scaled, places: Math.max(places, 0) }
}

function equal(a: Rational, b: Rational): boolean {
  return a.numerator * 10n ** BigInt(b.places) === b.numerator * 10n ** BigInt(a.places)
}

/** The number again, with its point elsewhere, an exponent that makes up for it, and other zeros. */
const respelt = fc
  .tuple(spelling, fc.nat(4), fc.nat(4), fc.integer({ min: -5, max: 5 }))
  .map(([number, leading, trailing, shift]) => {
    const all = `${number.whole}${number.fraction}0000000000`
    const places = number.fraction.length + 10 + shift
    const padded = all.padStart(places, '0')
    const other: Spelling = {
      sign: number.sign,
      whole: '0'.repeat(leading) + padded.slice(0, padded.length - places),
      fraction: padded.slice(padded.length - places) + '0'.repeat(trailing),
      exponent: (number.exponent ?? 0) + shift,
    }
    return [number, other] as const
  })

/** Halves away from zero, in whole numbers of `10 ** -scale`. */
function roundedRational({ numerator, places }: Rational, scale: number): Rational {
  if (places <= scale) return { numerator, places }
  const divisor = 10n ** BigInt(places - scale)
  const magnitude = numerator < 0n ? -numerator : numerator
  const rounded = (2n * magnitude + divisor) / (2n * divisor)
  const unit = scale < 0 ? 10n ** BigInt(-scale) : 1n
  return { numerator: (numerator < 0n ? -rounded : rounded) * unit, places: Math.max(scale, 0) }
}

/** A canonical text read back without the code under test. */
function readCanonical(text: string): Rational {
  assert.match(text, /^(0|-?(?:[1-9]\d*|0\.\d*[1-9]|[1-9]\d*\.\d*[1-9]))$/)
  const fraction = text.split('.')[1] ?? ''
  return { numerator: BigInt(text.replace('.', '')), places: fraction.length }
}

describe('canonicalDecimal', () => {
  it('keeps the value and has one form', () => {
    fc.assert(
      fc.property(spelling, fc.boolean(), (number, upper) => {
        const canonical = canonicalDecimal(textOf(number, upper)) ?? ''
        assert.ok(equal(readCanonical(canonical), rationalOf(number)), canonical)
      }),
      { numRuns: 1000 },
    )
  })

  it('gives equal texts exactly for equal numbers', () => {
    fc.assert(
      fc.property(spelling, spelling, (a, b) => {
        const same = canonicalDecimal(textOf(a)) === canonicalDecimal(textOf(b))
        assert.equal(same, equal(rationalOf(a), rationalOf(b)))
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(respelt, ([number, other]) => {
        assert.ok(equal(rationalOf(number), rationalOf(other)))
        assert.equal(canonicalDecimal(textOf(number)), canonicalDecimal(textOf(other)))
      }),
      { numRuns: 1000 },
    )
  })

  const cases: readonly (readonly [string, string | undefined])[] = [
    ['1.0', '1'],
    ['1.00', '1'],
    ['-0', '0'],
    ['-0.000', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    [' 7 ', '7'],
    ['1e-3', '0.001'],
    ['12345678901234567890.12345678901234567890', '12345678901234567890.1234567890123456789'],
    ['nan', 'NaN'],
    ['-Infinity', '-Infinity'],
    ['+inf', 'Infinity'],
    ['', undefined],
    ['.', undefined],
    ['-', undefined],
    ['e5', undefined],
    ['1e', undefined],
    ['1,5', undefined],
    ['1 2', undefined],
    ['0x10', undefined],
    ['1.2.3', undefined],
    ['--1', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['١', undefined],
  ]
  for (const [text, expected] of cases)
    it(`reads "${text}" as ${expected ?? 'no number'}`, () => {
      assert.equal(canonicalDecimal(text), expected)
    })
})

describe('roundDecimal', () => {
  it('rounds halves away from zero at any scale', () => {
    fc.assert(
      fc.property(spelling, fc.integer({ min: -8, max: 12 }), (number, scale) => {
        const rounded = roundDecimal(canonicalDecimal(textOf(number)) ?? '', scale)
        const expected = roundedRational(rationalOf(number), scale)
        assert.ok(equal(readCanonical(rounded), expected), `${rounded} at ${scale}`)
      }),
      { numRuns: 2000 },
    )
  })

  const cases: readonly (readonly [string, number, string])[] = [
    ['0.5', 0, '1'],
    ['-0.5', 0, '-1'],
    ['-0.4', 0, '0'],
    ['1.005', 2, '1.01'],
    ['9.995', 2, '10'],
    ['0.004', 2, '0'],
    ['1250', -2, '1300'],
    ['-49', -2, '0'],
    ['NaN', 2, 'NaN'],
    ['-Infinity', 0, '-Infinity'],
  ]
  for (const [text, scale, expected] of cases)
    it(`makes ${text} with ${scale} digits ${expected}`, () => {
      assert.equal(roundDecimal(text, scale), expected)
    })
})
