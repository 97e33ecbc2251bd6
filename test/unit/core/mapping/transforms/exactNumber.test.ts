import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  add,
  compareNumbers,
  divide,
  multiply,
  readNumber,
  remainder,
  round,
  subtract,
  wholeOf,
  writeNumber,
  type ExactNumber,
  type RoundingMode,
} from '../../../../../src/core/mapping/transforms/exactNumber'
import { canonicalDecimal } from '../../../../../src/core/schema/decimal'

function read(text: string): ExactNumber {
  const number = readNumber(text)
  assert.ok(number, text)
  return number
}

const exact = fc.record(
  {
    digits: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
    scale: fc.nat(20),
  },
  { noNullPrototype: true },
)

describe('exact numbers', () => {
  it('are written as they are read', () => {
    fc.assert(
      fc.property(exact, (number) => {
        assert.deepEqual(read(writeNumber(number)), number)
      }),
    )
    assert.equal(writeNumber(read(' +1.5e3 ')), '1500')
    assert.equal(writeNumber(read('15e-3')), '0.015')
    assert.equal(writeNumber(read('-.5')), '-0.5')
    assert.equal(writeNumber(read('-0.0')), '0.0')
  })

  it('are read from what is a number, and has an end', () => {
    for (const text of ['', '.', '1,5', 'NaN', 'Infinity', '1e', '0x1', '1_000', '1e1001', '1 2'])
      assert.equal(readNumber(text), undefined, text)
    assert.equal(readNumber('1'.repeat(2001)), undefined)
    assert.equal(readNumber('1'.repeat(1_000_000)), undefined)
    assert.equal(readNumber('1e-1001'), undefined)
    assert.notEqual(readNumber('1e1000'), undefined)
  })

  it('obey the laws of arithmetic', () => {
    fc.assert(
      fc.property(exact, exact, exact, (a, b, c) => {
        const sum = add(a, b)
        assert.deepEqual(sum, add(b, a))
        assert.equal(compareNumbers(subtract(sum as ExactNumber, b) as ExactNumber, a), 0)
        const spread = add(multiply(a, c) as ExactNumber, multiply(b, c) as ExactNumber)
        assert.equal(
          compareNumbers(multiply(sum as ExactNumber, c) as ExactNumber, spread as ExactNumber),
          0,
        )
        assert.equal(compareNumbers(a, b) + compareNumbers(b, a), 0)
      }),
    )
  })

  // With BigInt alone: the number times 10 to the scale lies between two whole numbers.
  const neighbour: Readonly<Record<RoundingMode, (value: bigint, unit: bigint) => bigint>> = {
    floor: floorOf,
    ceiling: (value, unit) => -floorOf(-value, unit),
    towardsZero: (value, unit) => value / unit,
    halfAwayFromZero: (value, unit) =>
      value < 0n ? -floorOf(-2n * value + unit, 2n * unit) : floorOf(2n * value + unit, 2n * unit),
    halfEven: (value, unit) => {
      const low = floorOf(value, unit)
      const twice = 2n * (value - low * unit)
      return twice < unit || (twice === unit && low % 2n === 0n) ? low : low + 1n
    },
  }
  for (const [mode, expected] of Object.entries(neighbour) as [
    RoundingMode,
    (typeof neighbour)['floor'],
  ][])
    it(`are rounded by ${mode}`, () => {
      const near = fc.tuple(fc.bigInt({ min: -50n, max: 50n }), fc.nat(4)).map(([half, scale]) => ({
        digits: half * 5n,
        scale,
      }))
      fc.assert(
        fc.property(fc.oneof(exact, near), fc.integer({ min: -5, max: 25 }), (number, scale) => {
          const rounded = round(number, scale, mode)
          assert.ok(rounded)
          if (scale >= number.scale) return assert.equal(compareNumbers(rounded, number), 0)
          const whole = expected(number.digits, 10n ** BigInt(number.scale - scale))
          const wanted =
            scale >= 0
              ? { digits: whole, scale }
              : { digits: whole * 10n ** BigInt(-scale), scale: 0 }
          assert.deepEqual(rounded, wanted)
        }),
      )
    })

  // The results are PostgreSQL's: select a::numeric / b::numeric.
  const quotients: readonly (readonly [a: string, b: string, quotient: string])[] = [
    ['1', '3', '0.33333333333333333333'],
    ['2', '3', '0.66666666666666666667'],
    ['10', '4', '2.5000000000000000'],
    ['-7', '2', '-3.5000000000000000'],
    ['1', '8', '0.12500000000000000000'],
    ['0', '5', '0.00000000000000000000'],
    ['12345.678', '0.001', '12345678.000000000000'],
    ['1.00', '0.0003', '3333.3333333333333333'],
    ['99999', '10000', '9.9999000000000000'],
    ['1', '99999999999', '0.0000000000100000000001000000'],
  ]
  for (const [a, b, quotient] of quotients)
    it(`${a} / ${b} is ${quotient}`, () => {
      const found = divide(read(a), read(b))
      assert.equal(found && writeNumber(found), quotient)
    })

  it('are divided with a remainder that has the sign of the dividend', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        if (b.digits === 0n) return
        const rest = remainder(a, b)
        const isSmaller = rest.digits < 0n !== b.digits < 0n ? add(rest, b) : subtract(rest, b)
        assert.ok(rest.digits === 0n || rest.digits < 0n === a.digits < 0n)
        assert.ok(rest.digits === 0n || (isSmaller as ExactNumber).digits !== 0n)
      }),
    )
    assert.equal(writeNumber(remainder(read('-7.5'), read('2'))), '-1.5')
  })

  it('end where they have too many digits', () => {
    const great = read('9'.repeat(2000))
    assert.equal(multiply(great, great), undefined)
    assert.equal(add(great, great), undefined)
    assert.equal(multiply(read('1e-600'), read('1e-600')), undefined)
    assert.equal(round(great, 10), undefined)
  })

  it('are whole where all decimals are zeros', () => {
    assert.equal(wholeOf(read('-12.00')), -12)
    assert.equal(wholeOf(read('1.5')), undefined)
    assert.equal(wholeOf(read('1e20')), undefined)
  })

  it('are the numbers that the comparison of rows knows', () => {
    fc.assert(
      fc.property(exact, (number) => {
        const text = writeNumber(number)
        const canonical = canonicalDecimal(text)
        assert.ok(canonical !== undefined)
        assert.equal(compareNumbers(read(canonical), number), 0)
      }),
    )
  })
})

function floorOf(value: bigint, unit: bigint): bigint {
  const whole = value / unit
  return value % unit < 0n ? whole - 1n : whole
}
