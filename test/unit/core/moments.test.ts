import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  readMoment,
  readTime,
  roundMoment,
  writeMoment,
  writeTime,
} from '../../../src/core/schema/moments'

describe('moments', () => {
  it('are those that JavaScript has for the same text, as far as it goes', () => {
    // Not before the year 0: JavaScript has that year and databases do not.
    const [first, last] = [Date.UTC(2000, 0) - 63_082_281_600_000, Date.UTC(9999, 11, 31)]
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (milliseconds) => {
        const iso = new Date(milliseconds).toISOString()
        assert.equal(readMoment(iso), BigInt(milliseconds) * 1000n)
        const text = iso.replace('T', ' ').replace(/\.?0*Z$/, '')
        assert.equal(writeMoment(BigInt(milliseconds) * 1000n), text)
      }),
      { numRuns: 5000 },
    )
  })

  it('are written as they are read, in either era', () => {
    const microseconds = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 62n })
    fc.assert(
      fc.property(microseconds, (moment) => {
        assert.equal(readMoment(writeMoment(moment)), moment)
        assert.equal(readTime(writeTime(moment % 3_000_000_000_000n)), moment % 3_000_000_000_000n)
      }),
      { numRuns: 5000 },
    )
  })

  it('are rounded to the nearest, and never by more than half a step', () => {
    const moment = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n })
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 6 }), (value, precision) => {
        const step = 10n ** BigInt(6 - precision)
        const rounded = roundMoment(value, precision)
        assert.equal(rounded % step, 0n)
        const away = (rounded - value) * 2n
        assert.ok(away > -step && away <= step)
        const from = roundMoment(value, precision, 0n)
        const isMiddle = away === step
        assert.equal(from, isMiddle && value < 0n ? rounded - step : rounded)
      }),
      { numRuns: 5000 },
    )
  })

  const moments: readonly (readonly [string, bigint | undefined])[] = [
    ['1970-01-01', 0n],
    ['1970-01-01 00:00:00.000001+00', 1n],
    ['1969-12-31 23:59:59.5Z', -500_000n],
    ['0001-12-31 23:59:59.999999 BC', -62_135_596_800_000_001n],
    ['4714-11-24 00:00:00 BC', -210_866_803_200_000_000n],
    ['294276-12-31 23:59:59.999999', 9_224_318_015_999_999_999n],
    ['2024-02-29', 1_709_164_800_000_000n],
    ['2023-02-29', undefined],
    ['1900-02-29', undefined],
    ['2000-02-29', 951_782_400_000_000n],
    ['0000-00-00', undefined],
    ['0000-03-05', undefined],
    ['2024-00-10', undefined],
    ['2024-13-01', undefined],
    ['2024-04-31', undefined],
    ['2024-01-01 24:00:00', undefined],
    ['2024-01-01 00:00:60', undefined],
    ['2024-01-01 00:00:00.1234567', undefined],
    ['2024-01-01 00:00:00+05', undefined],
    ['infinity', undefined],
    ['', undefined],
  ]
  for (const [text, expected] of moments)
    it(`reads "${text}" as ${expected ?? 'none'}`, () => {
      assert.equal(readMoment(text), expected)
    })

  const times: readonly (readonly [string, bigint | undefined])[] = [
    ['24:00:00', 86_400_000_000n],
    ['-838:59:59.999999', -3_020_399_999_999n],
    ['-00:00:00.5', -500_000n],
    ['12:60:00', undefined],
    ['noon', undefined],
  ]
  for (const [text, expected] of times)
    it(`reads the time "${text}" as ${expected ?? 'none'}`, () => {
      assert.equal(readTime(text), expected)
    })
})
