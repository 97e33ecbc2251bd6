import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findCarrier } from '../../../src/core/schema/carry'
import {
  findToleranceFault,
  withTolerance,
  type Tolerance,
} from '../../../src/core/schema/tolerance'
import { mysql, postgres } from './carriedTypes'

function tolerant(type: string, tolerance: Tolerance) {
  const carrier = findCarrier(postgres(type), postgres(type))
  assert.ok(carrier)
  return withTolerance(carrier, tolerance)
}

describe('withTolerance', () => {
  const cases: readonly (readonly [string, Tolerance, string, string, boolean])[] = [
    ['numeric', '0.01', '1.00', '1.01', true],
    ['numeric', '0.01', '1.00', '1.0100000000000000000000001', false],
    ['numeric', { absolute: '1e-2' }, '-0.005', '0.005', true],
    ['numeric', '0', '1.0', '1.00', true],
    ['numeric', '0', '1.0', '1.0000000000000000000000001', false],
    ['numeric', { relative: '1e-9' }, '1000000000', '1000000001', true],
    ['numeric', { relative: '1e-9' }, '1000000000', '1000000001.1', false],
    ['numeric', { relative: '0.1' }, '-9', '-10', true],
    ['numeric', { relative: '0.1' }, '0', '0.0000001', false],
    ['numeric', '1000', 'NaN', '5', false],
    ['numeric', '1000', 'NaN', 'NaN', true],
    ['numeric', '1000', 'Infinity', '-Infinity', false],
    ['int8', '1', '9007199254740993', '9007199254740992', true],
    ['int8', '1', '9007199254740993', '9007199254740991', false],
    ['float8', '1e-7', '1e-07', '2e-07', true],
    ['float8', '1e-7', '1e-07', '2.0000000000000001e-07', false],
    ['timestamp', { seconds: '0.001' }, '2024-02-29 12:00:00.5', '2024-02-29 12:00:00.501', true],
    [
      'timestamp',
      { seconds: '0.001' },
      '2024-02-29 12:00:00.5',
      '2024-02-29 12:00:00.501001',
      false,
    ],
    ['timestamptz', { seconds: '1' }, '2024-12-31 23:59:59.5+00', '2025-01-01 00:00:00.5+00', true],
    ['timestamp', { seconds: '1' }, 'infinity', '-infinity', false],
    ['date', { seconds: '86400' }, '2024-02-29', '2024-03-01', true],
    ['date', { seconds: '86399' }, '2024-02-29', '2024-03-01', false],
    ['time', { seconds: '0.5' }, '23:59:59.5', '24:00:00', true],
  ]
  for (const [type, tolerance, a, b, expected] of cases)
    it(`${JSON.stringify(tolerance)} takes ${type} "${a}" and "${b}" for ${expected ? 'one value' : 'two'}`, () => {
      const { same } = tolerant(type, tolerance)
      assert.deepEqual([same(a, b), same(b, a)], [expected, expected])
    })

  it('is exact for decimals of any length', () => {
    const digits = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    const amount = fc.bigInt({ min: 0n, max: 10n ** 30n })
    const text = (value: bigint) =>
      `${value < 0n ? '-' : ''}${String(value < 0n ? -value : value)
        .padStart(21, '0')
        .replace(/(.{20})$/, '.$1')}`
    fc.assert(
      fc.property(digits, digits, amount, (a, b, limit) => {
        const expected = (a > b ? a - b : b - a) <= limit
        assert.equal(tolerant('numeric', text(limit)).same(text(a), text(b)), expected)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('findToleranceFault', () => {
  const cases: readonly (readonly [string, Tolerance, RegExp | undefined])[] = [
    ['numeric', '0.01', undefined],
    ['int4', { relative: '1e-9' }, undefined],
    ['timestamp', { seconds: '1' }, undefined],
    ['time', { seconds: '0.5' }, undefined],
    ['numeric', '-1', /"-1" is no number of 0 or more/],
    ['numeric', 'NaN', /no number/],
    ['numeric', { absolute: 'much' }, /no number/],
    ['numeric', { seconds: '1' }, /for times, and not for decimal/],
    ['timestamp', '1', /for numbers, and not for timestamp/],
    ['text', { relative: '1' }, /not for text/],
  ]
  for (const [type, tolerance, expected] of cases)
    it(`${JSON.stringify(tolerance)} for ${type}: ${expected?.source ?? 'none'}`, () => {
      const fault = findToleranceFault(tolerance, postgres(type))
      if (expected === undefined) assert.equal(fault, undefined)
      else assert.match(fault ?? '', expected)
    })

  it('knows the types of either engine', () => {
    assert.equal(findToleranceFault({ seconds: '1' }, mysql('datetime')), undefined)
  })
})
