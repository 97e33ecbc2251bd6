import assert from 'node:assert/strict'
import type { ValueFamily } from '../../../src/core/database/table'
import {
  describeLoss,
  findCarrier,
  haveEqualTexts,
  type CarriedType,
} from '../../../src/core/schema/carry'
import { mysql, postgres } from './carriedTypes'

/** A type of each family, with what PostgreSQL says of it. */
const types: Readonly<Record<ValueFamily, CarriedType>> = {
  integer: postgres('int4'),
  decimal: postgres('numeric'),
  float: postgres('float8'),
  boolean: postgres('bool'),
  text: postgres('text'),
  json: postgres('jsonb'),
  uuid: postgres('uuid'),
  date: postgres('date'),
  timestamp: postgres('timestamp'),
  timestamptz: postgres('timestamptz'),
  time: postgres('time'),
  bytes: postgres('bytea'),
  other: postgres('inet'),
  enum: postgres('enum', { labels: ['happy', 'sad'] }),
}
const { integer, decimal, float, boolean, text, json, uuid, date, timestamp, timestamptz } = types
const families = Object.keys(types) as ValueFamily[]
const real = postgres('float4')
const money = postgres('numeric', { precision: 12, scale: 2 })
const padded = postgres('bpchar')

/** Rows are sources, columns are targets, both in the order of `families`; x where values can be carried. */
const grid = `
integer      x x x x x . . . . . . . . .
decimal      x x x . x . . . . . . . . .
float        x x x . x . . . . . . . . .
boolean      x . . x x . . . . . . . . .
text         x x x x x x x x x x x . . x
json         . . . . x x . . . . . . . .
uuid         . . . . x . x . . . . . . .
date         . . . . x . . x x . . . . .
timestamp    . . . . x . . . x . . . . .
timestamptz  . . . . x . . . . x . . . .
time         . . . . x . . . . . x . . .
bytes        . . . . x . . . . . . x . .
other        . . . . x . . . . . . . x .
enum         . . . . x . . . . . . . . x`

describe('findCarrier', () => {
  it('knows every pair of families', () => {
    const lines = families.map((source) => {
      const marks = families.map((target) =>
        findCarrier(types[source], types[target]) === undefined ? '.' : 'x',
      )
      return `\n${source.padEnd(13)}${marks.join(' ')}`
    })
    assert.equal(lines.join(''), grid)
  })

  it('carries types without a family only to themselves and to text', () => {
    const point = postgres('point')
    assert.equal(findCarrier(types.other, point), undefined)
    assert.notEqual(findCarrier(point, point), undefined)
    assert.notEqual(findCarrier(point, text), undefined)
  })

  /** Source type, target type, the source's text, what is written; where that begins with ✗, why nothing is. */
  const carried: readonly (readonly [CarriedType, CarriedType, string, string])[] = [
    [integer, integer, '-7', '-7'],
    [decimal, integer, '7.000', '7'],
    [decimal, integer, '7.5', '✗ "7.5" is not a whole number'],
    [float, integer, '1e+09', '1000000000'],
    [float, integer, '1e+20', '✗ "100000000000000000000" is not within -2147483648 to 2147483647'],
    [float, integer, 'NaN', '✗ "NaN" is not a whole number'],
    [text, integer, ' 0042 ', '42'],
    [text, integer, 'forty', '✗ "forty" is not a number'],
    [text, decimal, ' 1.50 ', '1.50'],
    [text, decimal, '', '✗ "" is not a number'],
    [decimal, float, '0.1', '0.1'],
    [decimal, text, '1.50', '1.50'],
    [text, boolean, ' Yes ', 't'],
    [text, boolean, 'OFF', 'f'],
    [text, boolean, '2', '✗ "2" is not a boolean'],
    [boolean, boolean, 'f', 'f'],
    [text, uuid, '{A0EEBC99-9C0B4EF8BB6D6BB9BD380A11}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    [text, uuid, 'a0eebc99', '✗ "a0eebc99" is not a UUID'],
    [text, json, '{"b": 1}', '{"b": 1}'],
    [text, json, '{b: 1}', '✗ "{b: 1}" is not JSON'],
    [date, timestamp, '2024-02-29', '2024-02-29 00:00:00'],
    [date, timestamp, '0044-03-15 BC', '0044-03-15 00:00:00 BC'],
    [date, timestamp, '-infinity', '-infinity'],
    [text, date, ' 2024-02-29 ', '2024-02-29'],
    [text, date, '29.02.2024', '✗ "29.02.2024" is not an ISO 8601 date'],
    [text, timestamp, '2024-02-29', '2024-02-29 00:00:00'],
    [text, timestamp, '2024-02-29T01:02:03.450', '2024-02-29 01:02:03.45'],
    [text, timestamp, '2024-02-29 10:20:30.000', '2024-02-29 10:20:30'],
    [text, timestamptz, '2024-02-29T01:02:03Z', '2024-02-29 01:02:03+00'],
    [text, timestamptz, '2024-02-29 01:02:03+00:00', '2024-02-29 01:02:03+00'],
    [text, timestamptz, '2024-03-01T00:30:00.250+02:00', '2024-02-29 22:30:00.25+00'],
    [text, timestamptz, '2024-02-29 22:30:00-0230', '2024-03-01 01:00:00+00'],
    [text, timestamptz, '-infinity', '-infinity'],
    [text, date, 'infinity', 'infinity'],
    [text, mysql('date'), 'infinity', '✗ "infinity" is not an ISO 8601 date'],
    [
      text,
      timestamptz,
      '2024-02-29 01:02:03',
      '✗ "2024-02-29 01:02:03" is not an ISO 8601 timestamptz',
    ],
    [padded, text, ' ab   ', ' ab'],
    [padded, padded, 'ab   ', 'ab   '],
  ]
  for (const [source, target, given, expected] of carried)
    it(`makes ${source.castType} "${given}" in ${target.castType}: ${expected}`, () => {
      const result = findCarrier(source, target)?.carry(given) ?? { invalid: 'no carrier' }
      assert.equal('invalid' in result ? `✗ ${result.invalid}` : result.text, expected)
    })

  /** Target type, the carried text, the target's text, and whether storing the first would change nothing. */
  const same: readonly (readonly [CarriedType, string, string, boolean])[] = [
    [decimal, '1.0', '1.00', true],
    [decimal, '-0', '0', true],
    [decimal, '1', '1.0000000000000000000000001', false],
    [money, '2.35', '2.350', true],
    [money, '2.34', '2.35', false],
    [money, 'NaN', 'NaN', true],
    [integer, '9007199254740993', '9007199254740992', false],
    [float, '-0', '0', true],
    [float, '1e+20', '100000000000000000000', true],
    [float, '0.1000000000000000055511151231257827', '0.1', true],
    [float, '0.1000000000000001', '0.1', false],
    [float, '1e400', 'Infinity', false],
    [float, 'NaN', 'NaN', true],
    [float, 'NaN', '0', false],
    [real, '0.123456789', '0.12345679', true],
    [real, '16777217', '1.6777216e+07', true],
    [real, '0.123456', '0.123457', false],
    [text, '1.0', '1.00', false],
    [text, 'a', 'a ', false],
    [padded, 'a', 'a    ', true],
    [padded, ' a', 'a    ', false],
    [json, '{"a":1,"b":[1.0]}', '{"b": [1], "a": 1.00}', true],
    [json, '[1,2]', '[2,1]', false],
    [json, '"é"', '"\\u00e9"', true],
    [json, '{"a":null}', '{}', false],
  ]
  for (const [target, given, stored, expected] of same)
    it(`takes ${target.castType} "${given}" and "${stored}" for ${expected ? 'one value' : 'two'}`, () => {
      const source = target.family === 'text' ? text : target
      assert.equal(findCarrier(source, target)?.same(given, stored), expected)
    })

  /** Texts as PostgreSQL prints them. */
  const printed: Readonly<Record<ValueFamily, readonly string[]>> = {
    integer: ['0', '-9223372036854775808'],
    decimal: ['0', '1.00', '0.10', '-0.5', 'NaN', '-Infinity'],
    float: ['0', '1e+20', '-0', '1.7976931348623157e+308', 'Infinity', '5e-324'],
    boolean: ['t', 'f'],
    text: ['', ' a ', 'é'],
    json: ['{"b": 1, "a": 2}', '[1.0]', '"x"'],
    uuid: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    date: ['2024-02-29', '12024-01-01', '0044-03-15 BC', 'infinity'],
    timestamp: [
      'infinity',
      '2024-02-29 10:20:30',
      '2024-02-29 10:20:30.100001',
      '0044-03-15 00:00:00 BC',
    ],
    timestamptz: ['2024-02-29 10:20:30+00', '2024-02-29 10:20:30.5+00', '-infinity'],
    time: ['24:00:00', '10:20:30.5'],
    bytes: ['\\x00ff', '\\x'],
    other: ['10.0.0.1'],
    enum: ['happy'],
  }
  const pairs = families.flatMap((from) => families.map((to) => ({ from, to })))
  for (const { from, to } of pairs.filter(({ from, to }) => findCarrier(types[from], types[to])))
    it(`changes nothing where a ${from} and a ${to} have the same text`, () => {
      const carrier = findCarrier(types[from], types[to])
      assert.equal(carrier?.identity, true)
      const both = printed[to].filter((given) => from === 'text' || printed[from].includes(given))
      for (const given of both) {
        const result = carrier.carry(given)
        if ('text' in result) assert.ok(carrier.same(result.text, given), given)
        else assert.equal(from, 'text', given)
      }
    })

  it('trusts no equal lines where a type pads its text and the other does not', () => {
    assert.equal(findCarrier(padded, text)?.identity, false)
    assert.equal(findCarrier(padded, padded)?.identity, true)
  })
})

const seconds = postgres('timestamp', { precision: 0 })

describe('describeLoss', () => {
  const bigint = postgres('int8')
  const smallint = postgres('int2')
  const decimals = postgres('numeric', { precision: 13, scale: 3 })
  const losses: readonly (readonly [string, CarriedType, CarriedType, string | undefined])[] = [
    ['numeric to numeric(12,2)', decimal, money, 'rounds to 2 digits after the point'],
    ['float8 to numeric(12,2)', float, money, 'rounds to 2 digits after the point'],
    ['text to numeric(12,2)', text, money, 'rounds to 2 digits after the point'],
    ['numeric(12,2) to numeric(13,3)', money, decimals, undefined],
    ['numeric(13,3) to numeric(12,2)', decimals, money, 'rounds to 2 digits after the point'],
    ['integer to numeric(12,2)', integer, money, undefined],
    [
      'integer to numeric(5,-2)',
      integer,
      postgres('numeric', { precision: 5, scale: -2 }),
      'rounds 2 digits before the point',
    ],
    ['integer to float8', integer, float, undefined],
    ['bigint to float8', bigint, float, 'keeps 15 significant digits for certain'],
    ['numeric to float8', decimal, float, 'keeps 15 significant digits for certain'],
    ['numeric(12,2) to float8', money, float, undefined],
    ['integer to real', integer, real, 'keeps 6 significant digits for certain'],
    ['float8 to real', float, real, 'keeps 6 significant digits for certain'],
    ['smallint to real', smallint, real, undefined],
    ['real to float8', real, float, undefined],
    ['real to real', real, real, undefined],
    ['text to float8', text, float, undefined],
    ['timestamp to timestamp(0)', timestamp, seconds, 'rounds to 0 digits of a second'],
    ['timestamp(0) to timestamp', seconds, timestamp, undefined],
    ['date to timestamp(0)', date, seconds, undefined],
    ['text to char', text, padded, 'does not keep blanks at the end'],
    ['char to char', padded, padded, undefined],
    [
      'bytea to binary(4)',
      types.bytes,
      mysql('binary', { length: 4 }),
      'fills shorter values with zero bytes, up to 4',
    ],
    [
      'binary(4) to binary(4)',
      mysql('binary', { length: 4 }),
      mysql('binary', { length: 4 }),
      undefined,
    ],
  ]
  for (const [pair, source, target, expected] of losses)
    it(`from ${pair}: ${expected ?? 'none'}`, () => {
      assert.equal(describeLoss(source, target), expected)
    })
})

describe('haveEqualTexts', () => {
  const cases: readonly (readonly [string, CarriedType, CarriedType, boolean])[] = [
    ['integers and decimals', integer, decimal, true],
    ['integers and texts', integer, text, true],
    ['floats and floats of another width', float, real, true],
    ['floats and decimals', float, decimal, false],
    ['truth values and numbers', boolean, mysql('tinyint'), false],
    ['UUIDs and texts', uuid, text, true],
    ['dates and timestamps', date, timestamp, false],
    ['JSON and JSON', json, json, false],
  ]
  for (const [pair, a, b, expected] of cases)
    it(`is ${expected} of ${pair}`, () => {
      assert.deepEqual([haveEqualTexts(a, b), haveEqualTexts(b, a)], [expected, expected])
    })
})
