/** Values at the edges of PostgreSQL's types, as SQL expressions. */

export interface TypeSample {
  readonly type: string
  readonly values: readonly string[]
}

/** Types of the tests' own. */
export const ownTypes = `
create type mood as enum ('sad', 'so so', 'Glad');
create domain price as numeric(6, 2) check (value >= 0);
create domain code as text check (value ~ '^[A-Z]*$');
create type pair as (a int, b text)`

export function typesOf(): readonly TypeSample[] {
  return Object.entries(samples).map(([type, values]) => ({ type, values: values.map(expression) }))
}

/** A value stands for its own text, unless it is in brackets. */
function expression(value: string): string {
  return value.startsWith('(') && value.endsWith('#')
    ? value.slice(0, -1)
    : `'${value.replaceAll("'", "''")}'`
}

const samples: Readonly<Record<string, readonly string[]>> = {
  smallint: ['-32768', '32767', '0'],
  integer: ['-2147483648', '2147483647', '0'],
  bigint: ['-9223372036854775808', '9223372036854775807', '9007199254740993'],
  numeric: [
    '12345678901234567890.12345678901234567890',
    '-0.00',
    '1.50',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e500',
    '-1e-500',
  ],
  'numeric(12,3)': ['-999999999.999', '0.001', '1.5'],
  'numeric(5,-2)': ['1234567', '-50', '0'],
  real: ['3.4028235e38', '1e-45', '0.1', '-0', 'NaN', '-Infinity'],
  'double precision': [
    '1.7976931348623157e308',
    '5e-324',
    '0.1',
    '-0',
    'NaN',
    'Infinity',
    '0.30000000000000004',
  ],
  money: ['-92233720368547758.08', '92233720368547758.07', '0.10'],
  boolean: ['t', 'f'],
  text: [
    '',
    ' ',
    '\\N',
    '\\.',
    'NULL',
    'a\tb\nc\rd\\e\\t',
    'it\'s "quoted" {x,y} $1',
    '😀 é e\u0301 \u2028 \ufeff',
    '\ufeffnot a byte order mark',
    "(select string_agg(chr(i), '') from generate_series(1, 600) i)#",
    "(repeat('long \t text\n', 30000))#",
  ],
  'varchar(8)': ['12345678', '', 'ä\tö'],
  'char(5)': ['ab', '', '12345', ' a'],
  '"char"': ['x', '', '\\'],
  name: ['x', 'n'.repeat(63)],
  json: ['{"b": 1,  "a": 2, "a": 3}', ' [1.0, 1.00 ] ', '"\\u0000"', '"\\ud800"', '1e400', 'null'],
  jsonb: ['{"b": 1, "a": {"c": [1.50, null, true, "é\\n"]}}', '"\\\\N"', '1e400', 'null', '[]'],
  uuid: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000000'],
  date: ['4713-01-01 BC', '5874897-12-31', '0044-03-15 BC', 'infinity', '-infinity', '2024-02-29'],
  timestamp: [
    '4713-01-01 00:00:00 BC',
    '294276-12-31 23:59:59.999999',
    'infinity',
    '2024-02-29 12:00:00.1',
  ],
  'timestamp(3)': ['2024-02-29 12:00:00.123', 'infinity'],
  timestamptz: [
    '4713-01-01 00:00:00+00 BC',
    '294276-12-31 23:59:59.999999+00',
    '-infinity',
    '2024-02-29 12:00:00.123456+05:30',
  ],
  time: ['00:00:00', '24:00:00', '23:59:59.999999'],
  timetz: ['00:00:00+15:59', '24:00:00-15:59', '23:59:59.999999+05:30:15'],
  interval: ['-178000000 years', '1 mon -1 day 00:00:00.000001', '-1 day +02:03:04', '00:00:00'],
  bytea: ['\\x', '\\x00ff5c0a0d09', "(decode(repeat('00ff', 5000), 'hex'))#"],
  'bit(4)': ['1010', '0000'],
  varbit: ['', '101010101'],
  inet: ['10.0.0.1', '10.0.0.1/8', '::1', 'fe80::1/64'],
  cidr: ['10.0.0.0/8', '::/0'],
  macaddr: ['08:00:2b:01:02:03'],
  macaddr8: ['08:00:2b:01:02:03:04:05'],
  point: ['(0.1,-0)', '(1e300,NaN)'],
  line: ['{1,-1,0.5}'],
  lseg: ['[(0,0),(1,1)]'],
  box: ['(1,1),(0,0)'],
  path: ['((0,0),(1,1))', '[(0,0),(1,1)]'],
  polygon: ['((0,0),(1,1),(1,0))'],
  circle: ['<(0,0),1.5>'],
  int4range: ['[1,5)', 'empty', '(,)'],
  numrange: ['(1.0,1.50]'],
  tstzrange: ['["2024-02-29 12:00:00+00",)'],
  int4multirange: ['{}', '{[1,3),[5,8)}'],
  tsvector: ["'a' 'b''c':1A,2"],
  tsquery: ["'a' & !'b'"],
  xml: ['<a b="1">é &lt;</a>', 'text only'],
  jsonpath: ['$."a"[*]?(@ > 1)'],
  oid: ['4294967295', '0'],
  pg_lsn: ['FFFFFFFF/FFFFFFFF', '0/0'],
  'int[]': ['{}', '{{1,2},{3,NULL}}', '[0:1]={5,6}'],
  'text[]': ['{"a,b","\\"",NULL,"NULL","\\\\",""," \t\n"}', '{}'],
  'numeric(5,1)[]': ['{1.50,NULL}'],
  'jsonb[]': ['{"{\\"a\\": 1}"}'],
  mood: ['so so', 'Glad'],
  'mood[]': ['{sad,"so so"}'],
  price: ['0', '9999.99'],
  code: ['', 'ABC'],
  pair: ['(1,"a,b ""c"" \\\\ ")', '(,)', '(,"")'],
}

/** A type and a value of it, as SQL. */
export interface EqualValues {
  readonly source: readonly [type: string, value: string]
  readonly target: readonly [type: string, value: string]
}

/** Values that are equal once the target has stored them: what it has is what it would keep of the source's. */
export const equalValues: readonly EqualValues[] = [
  { source: ['numeric', "'1.0'"], target: ['numeric', "'1.00'"] },
  { source: ['numeric', "'-0.0'"], target: ['numeric', "'0'"] },
  { source: ['integer', "'7'"], target: ['numeric(10,2)', "'7.00'"] },
  { source: ['numeric', "'7.000'"], target: ['bigint', "'7'"] },
  { source: ['numeric', "'2.345'"], target: ['numeric(10,2)', "'2.35'"] },
  { source: ['numeric', "'-2.345'"], target: ['numeric(10,2)', "'-2.35'"] },
  { source: ['numeric', "'1250'"], target: ['numeric(5,-2)', "'1300'"] },
  { source: ['float8', "'-0'"], target: ['float8', "'0'"] },
  { source: ['float8', "'1e20'"], target: ['numeric', "'100000000000000000000.0'"] },
  { source: ['numeric', "'0.1000000000000000055511151231257827'"], target: ['float8', "'0.1'"] },
  { source: ['bigint', "'9007199254740993'"], target: ['float8', "'9007199254740992'"] },
  { source: ['numeric', "'0.123456789'"], target: ['real', "'0.12345679'"] },
  { source: ['float8', "'16777217'"], target: ['real', "'16777216'"] },
  { source: ['real', "'0.1'"], target: ['float8', "'0.1'"] },
  { source: ['text', "' 1.50 '"], target: ['numeric', "'1.5'"] },
  { source: ['bigint', "'9007199254740993'"], target: ['text', "'9007199254740993'"] },
  { source: ['text', "'Yes'"], target: ['boolean', "'t'"] },
  {
    source: ['text', "'{A0EEBC99-9C0B4EF8BB6D6BB9BD380A11}'"],
    target: ['uuid', "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"],
  },
  { source: ['jsonb', `'{"b":[1.0],"a":1e2}'`], target: ['jsonb', `'{"a":100,"b":[1]}'`] },
  { source: ['json', `'{"b": 1,  "a": 2, "a": 3}'`], target: ['json', `'{"a":3,"b":1.0}'`] },
  { source: ['json', `'"\\u00e9"'`], target: ['jsonb', `'"é"'`] },
  { source: ['text', `' [1, 2 ]'`], target: ['jsonb', `'[1,2]'`] },
  { source: ['char(3)', "'ab'"], target: ['char(5)', "'ab'"] },
  { source: ['char(5)', "'ab'"], target: ['text', "'ab'"] },
  { source: ['text', "'ab '"], target: ['char(5)', "'ab'"] },
  { source: ['varchar(5)', "'ab'"], target: ['text', "'ab'"] },
  { source: ['date', "'0044-03-15 BC'"], target: ['timestamp', "'0044-03-15 00:00 BC'"] },
  { source: ['date', "'infinity'"], target: ['timestamp', "'infinity'"] },
  {
    source: ['text', "'2024-02-29T12:00:00.50Z'"],
    target: ['timestamptz', "'2024-02-29 14:00:00.5+02'"],
  },
  {
    source: ['timestamptz', "'2024-02-29 14:00+02'"],
    target: ['timestamptz', "'2024-02-29 12:00Z'"],
  },
  { source: ['inet', "'10.0.0.1/32'"], target: ['inet', "'10.0.0.1'"] },
]
