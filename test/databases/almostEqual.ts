/** Rows that comparisons tend to take for equal although they are not, or for different although they are not. */
import type { Engine } from '../helpers/engines'

/** A column for each kind of value, as each engine has it. */
export const columns = {
  t: { postgres: 'text', mysql: 'varchar(60) collate utf8mb4_general_ci' },
  u: { postgres: 'text', mysql: 'varchar(60) collate utf8mb4_bin' },
  v: { postgres: 'varchar(60)', mysql: 'text collate utf8mb4_unicode_ci' },
  n: { postgres: 'numeric', mysql: 'decimal(65,30)' },
  d: { postgres: 'double precision', mysql: 'double' },
  f: { postgres: 'real', mysql: 'float' },
  i: { postgres: 'bigint', mysql: 'bigint' },
  j: { postgres: 'json', mysql: 'json' },
  b: { postgres: 'bytea', mysql: 'varbinary(60)' },
  s: { postgres: 'timestamp', mysql: 'datetime(6)' },
  z: { postgres: 'timestamptz', mysql: 'timestamp(6) null' },
  o: { postgres: 'boolean', mysql: 'tinyint(1)' },
} as const

export type Values = Partial<Readonly<Record<keyof typeof columns, string>>>

export interface AlmostEqual {
  readonly left: Values
  readonly right: Values
  readonly isEqual: boolean
  /** The only engine that has such values. */
  readonly only?: Engine['kind']
}

function differ(left: Values, right: Values, only?: Engine['kind']): AlmostEqual {
  return { left, right, isEqual: false, ...(only !== undefined && { only }) }
}

function equal(left: Values, right: Values, only?: Engine['kind']): AlmostEqual {
  return { ...differ(left, right, only), isEqual: true }
}

/** A value that is left out is null. */
export const almostEqual: readonly AlmostEqual[] = [
  // Separators that hashes of joined columns do not escape.
  ...['|', '#', ',', '', '\t', '\\t', '\0', '\x1f', '\\N'].flatMap((separator) =>
    separator === '\0'
      ? [differ({ t: `a${separator}b`, u: 'c' }, { t: 'a', u: `b${separator}c` }, 'mysql')]
      : [differ({ t: `a${separator}b`, u: 'c' }, { t: 'a', u: `b${separator}c` })],
  ),
  differ({ t: 'x0', u: 'y' }, { t: 'x', u: '0y' }),
  differ({ t: 'a' }, { u: 'a' }),
  differ({ t: 'a', u: '' }, { t: '', u: 'a' }),
  // Null against its spellings.
  ...['', '<null>', '\\N', 'NULL', 'null', '0', ' ', 'None'].map((t) => differ({ t }, {})),
  differ({ j: 'null' }, {}),
  differ({ b: '\\x' }, {}),
  differ({ i: '0' }, {}),
  differ({ o: '0' }, {}),
  // Blanks, case, accents and normal forms.
  ...(
    [
      ['a', 'a '],
      ['a', ' a'],
      ['', ' '],
      ['a', 'a\t'],
      ['a', 'a\u00a0'],
      ['a', 'a\u200b'],
      ['a', 'A'],
      ['e', 'é'],
      ['é', 'e\u0301'],
      ['ß', 'ss'],
      ['i', 'ı'],
      ['ﬁ', 'fi'],
      ['1', '１'],
      ['😀', '😁'],
      ['😀', '?'],
      ['a\nb', 'a\r\nb'],
      ['\\', '\\\\'],
      ['a\tb', 'a\\tb'],
      ['1', '1.0'],
      ['1', '01'],
      ['1e1', '10'],
      ['t', 'true'],
    ] as const
  ).flatMap(([a, b]) => [
    differ({ t: a }, { t: b }),
    differ({ u: a }, { u: b }),
    differ({ v: a }, { v: b }),
  ]),
  differ({ t: `${'x'.repeat(59)}a` }, { t: `${'x'.repeat(59)}b` }),
  // Numbers.
  differ({ n: '0.1' }, { n: '0.10000000000000000001' }),
  differ({ n: '123456789012345678901234567890' }, { n: '123456789012345678901234567891' }),
  differ({ n: '1' }, { n: '-1' }),
  equal({ n: '1.0' }, { n: '1.00' }),
  equal({ n: '-0.0' }, { n: '0' }),
  equal({ n: '100' }, { n: '1e2' }),
  differ({ d: '0.1' }, { d: '0.10000000000000002' }),
  differ({ d: '1e-20' }, { d: '9e-20' }),
  differ({ d: '5e-324' }, { d: '0' }),
  differ({ d: '1.7976931348623157e308' }, { d: '1.7976931348623155e308' }),
  differ({ d: '9007199254740992' }, { d: '9007199254740994' }),
  differ({ d: '123456.7890123' }, { d: '123456.7890124' }),
  equal({ d: '1e23' }, { d: '100000000000000000000000' }),
  equal({ d: '0.0000001' }, { d: '1e-7' }),
  equal({ d: '-0' }, { d: '0' }),
  differ({ f: '16777216' }, { f: '16777215' }),
  differ({ f: '0.1' }, { f: '0.10000001' }),
  differ({ f: '1234567' }, { f: '1234568' }),
  differ({ i: '9007199254740993' }, { i: '9007199254740992' }),
  differ({ i: '-9223372036854775808' }, { i: '-9223372036854775807' }),
  ...(['n', 'd', 'f'] as const).flatMap((column) => [
    differ({ [column]: 'NaN' }, { [column]: '0' }, 'postgres'),
    differ({ [column]: 'NaN' }, {}, 'postgres'),
    differ({ [column]: 'Infinity' }, { [column]: '-Infinity' }, 'postgres'),
    equal({ [column]: 'NaN' }, { [column]: 'NaN' }, 'postgres'),
  ]),
  // Times.
  differ({ s: '2024-02-29 12:00:00.000001' }, { s: '2024-02-29 12:00:00' }),
  differ({ s: '2024-02-29 12:00:00.5' }, { s: '2024-02-29 12:00:00.50001' }),
  equal({ s: '2024-02-29 12:00:00.50' }, { s: '2024-02-29 12:00:00.5' }),
  differ({ z: '2024-02-29 12:00:00.000001' }, { z: '2024-02-29 12:00:00' }),
  differ({ s: 'infinity' }, { s: '-infinity' }, 'postgres'),
  differ({ z: 'infinity' }, { z: '-infinity' }, 'postgres'),
  differ({ s: 'infinity' }, {}, 'postgres'),
  differ({ s: '0044-03-15 00:00:00 BC' }, { s: '0044-03-15 00:00:00' }, 'postgres'),
  differ({ s: '0000-00-00 00:00:00' }, {}, 'mysql'),
  differ({ s: '0000-00-00 00:00:00' }, { s: '0001-01-01 00:00:00' }, 'mysql'),
  // Documents.
  equal({ j: '{"a":1,"b":[1.0]}' }, { j: '{"b": [1], "a": 1.00}' }),
  equal({ j: '"é"' }, { j: '"\\u00e9"' }),
  equal({ j: '1e2' }, { j: '100' }),
  differ({ j: '[1,2]' }, { j: '[2,1]' }),
  differ({ j: '[1]' }, { j: '["1"]' }),
  differ({ j: '{"a":null}' }, { j: '{}' }),
  differ({ j: '[true]' }, { j: '[1]' }),
  differ({ j: '[12345678901234567890]' }, { j: '[12345678901234567891]' }),
  differ({ j: '[0.1]' }, { j: '[0.10000000000000000001]' }),
  differ({ j: '["a"]' }, { j: '["a "]' }),
  differ({ j: '["a"]' }, { j: '["A"]' }),
  differ({ j: '[]' }, { j: '{}' }),
  differ({ j: '{"a":{"b":1}}' }, { j: '{"a":1,"b":1}' }),
  // Bytes.
  differ({ b: '\\x00' }, { b: '\\x' }),
  differ({ b: '\\x61' }, { b: '\\x6100' }),
  differ({ b: '\\x61' }, { b: '\\x41' }),
  differ({ b: '\\x5c4e' }, {}),
  differ({ o: '1' }, { o: '0' }),
]

/** Keys of two columns that are all different. What is null on either side matches nothing. */
export const keys: readonly (readonly [string | null, string | null])[] = [
  ['a', 'b'],
  ['a|b', 'c'],
  ['a', 'b|c'],
  ['a#b', 'c'],
  ['a', 'b#c'],
  ['a,b', 'c'],
  ['a', 'b,c'],
  ['ab', 'c'],
  ['a', 'bc'],
  ['a\tb', 'c'],
  ['a', 'b\tc'],
  ['a', 'c'],
  ['A', 'c'],
  ['á', 'c'],
  ['a\u0301', 'c'],
  ['a ', 'c'],
  [' a', 'c'],
  ['a\n', 'c'],
  ['a\\', 'c'],
  ['a\\\\', 'c'],
  ['a\\n', 'c'],
  ['a', 'C'],
  ['a', ''],
  ['a', ' '],
  ['', 'a'],
  ['a', 'NULL'],
  ['a', '<null>'],
  ['a', '\\N'],
  ['\\N', 'a'],
  ['1', '10'],
  ['10', '1'],
  ['01', '10'],
  ['ß', 'x'],
  ['ss', 'x'],
  ['😀', 'x'],
  ['\uffff', 'x'],
  ['_', 'x'],
  ['Z', 'x'],
  ['z', 'x'],
  ['-', 'x'],
]
