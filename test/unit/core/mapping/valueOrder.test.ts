import { equal } from 'node:assert/strict'
import fc from 'fast-check'
import type { CarriedType } from '../../../../src/core/schema/carry'
import { valueOrder } from '../../../../src/core/mapping/valueOrder'

const type = (family: CarriedType['family']): CarriedType => ({ family, castType: family })

/** Each list is in its type's own order, of which no two are equal. */
const ordered: readonly (readonly [CarriedType, ...string[]])[] = [
  [
    type('integer'),
    '-9007199254740993',
    '-9007199254740992',
    '-1',
    '0',
    '9',
    '10',
    '9007199254740993',
  ],
  [
    type('decimal'),
    '-Infinity',
    '-10',
    '-9.5',
    '0',
    '0.00000000000000000001',
    '1.5',
    '1.50001',
    'Infinity',
    'NaN',
  ],
  [
    type('float'),
    '-Infinity',
    '-1e+300',
    '-1e-300',
    '0',
    '1e-300',
    '1e+23',
    '1.5e+23',
    'Infinity',
    'NaN',
  ],
  [
    type('date'),
    '-infinity',
    '0000-00-00',
    '0044-03-15 BC',
    '0001-01-01',
    '1999-12-31',
    '10000-01-01',
    'infinity',
  ],
  [
    type('timestamp'),
    '-infinity',
    '2024-01-01 00:00:00',
    '2024-01-01 00:00:00.000001',
    '2024-01-01 00:00:00.5',
    '2024-01-01 00:00:01',
    '12024-01-01 00:00:00',
    'infinity',
  ],
  [
    type('timestamptz'),
    '2024-01-01 00:00:00+00',
    '2024-01-01 00:00:00.1+00',
    '2024-01-02 00:00:00+00',
  ],
  [type('time'), '-838:59:59', '-00:00:01', '00:00:00', '00:00:00.5', '09:00:00', '100:00:00'],
  [type('text'), '', ' ', 'A', 'B', 'a', 'z', 'é', '\u{ffff}', '\u{1f600}'],
  [type('boolean'), 'f', 't'],
  [type('uuid'), '00000000-0000-0000-0000-00000000000a', '10000000-0000-0000-0000-000000000000'],
  [type('bytes'), '\\x', '\\x00', '\\x0000', '\\x01', '\\xff'],
  [{ ...type('enum'), labels: ['new', 'done', 'billed'] }, 'new', 'done', 'billed'],
]

describe('valueOrder', () => {
  for (const [of, ...values] of ordered)
    it(`orders ${of.family} by value`, () => {
      const order = valueOrder(of)
      for (const [i, a] of values.entries())
        for (const [j, b] of values.entries())
          equal(Math.sign(order?.(a, b) ?? NaN), Math.sign(i - j), `${a} and ${b}`)
    })

  it('takes numbers by value, however they are written', () => {
    equal(valueOrder(type('decimal'))?.('1.50', '1.5'), 0)
    equal(valueOrder(type('float'))?.('1e+23', '100000000000000000000000'), 0)
  })

  it('has none for what has no order', () => {
    equal(valueOrder(type('json')), undefined)
    equal(valueOrder(type('other')), undefined)
    equal(valueOrder(type('enum')), undefined)
  })

  it('orders whole numbers of any length as BigInt does', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        const sign = a < b ? -1 : a > b ? 1 : 0
        equal(Math.sign(valueOrder(type('integer'))?.(String(a), String(b)) ?? NaN), sign)
      }),
    )
  })
})
