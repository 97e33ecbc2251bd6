/** Types of both engines in pairs, with values at their edges and what becomes of each. */

export interface TypePair {
  readonly source: string
  readonly target: string
  /**
   * Of each source's value, in its engine's spelling, the text that the target then has in its own; `=` for the
   * same text. Where that begins with ✗, the value is refused while planning, with the reason.
   */
  readonly values: Readonly<Record<string, string>>
}

export type Engines =
  'postgres to postgres' | 'postgres to mysql' | 'mysql to postgres' | 'mysql to mysql'

/** A value that is SQL and no text. */
export const asSql = (expression: string): string => `sql:${expression}`

const beyond = '✗ not within'
const tooLong = '✗ characters, and'
const noInfinity = '✗ the target has no infinity'
const noNaN = '✗ the target has no NaN'
const noDay = '✗ is no day of the calendar'
const tooWide = '✗ digits before the point'
const outOfRange = '✗ is out of range'

const pair = (
  source: string,
  target: string,
  values: Readonly<Record<string, string>>,
): TypePair => ({
  source,
  target,
  values,
})

/** The same text on both sides. */
const alike = (source: string, target: string, values: readonly string[]): TypePair =>
  pair(source, target, Object.fromEntries(values.map((value) => [value, '='])))

const texts = [
  '',
  ' ',
  'a ',
  ' a',
  'a\tb\nc\rd\\e\\t\\N',
  'NULL',
  '<null>',
  'é',
  'e\u0301',
  '😀',
  'it\'s "quoted"',
  'A',
  '0',
  '1e1',
]
const doubles = [
  '1.7976931348623157e+308',
  '5e-324',
  '0.1',
  '0.30000000000000004',
  '1e+23',
  '-1e-07',
]
const documents = [
  '{"a": {}, "b": [1.50, null, true, "é\\n"]}',
  '"x"',
  'null',
  '[]',
  '12345678901234567890',
]
const uuids = ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000000']

const postgresToPostgres: readonly TypePair[] = [
  pair('bigint', 'smallint', { '-32768': '=', '32767': '=', '32768': beyond, '-32769': beyond }),
  pair('bigint', 'oid', { '0': '=', '4294967295': '=', '-1': beyond }),
  pair('numeric', 'bigint', {
    '9223372036854775807': '=',
    '9223372036854775808': beyond,
    '7.000': '7',
    '7.5': '✗ is not a whole number',
    NaN: '✗ is not a whole number',
  }),
  pair('numeric', 'numeric(5,2)', {
    '999.99': '=',
    '999.994': '999.99',
    '999.995': tooWide,
    '-1000': tooWide,
    '0.005': '0.01',
    '-0.004': '0.00',
    '1.005': '1.01',
    NaN: '=',
    Infinity: noInfinity,
  }),
  pair('numeric', 'numeric(3,5)', {
    '0.00999': '=',
    '0.01': '✗ digits before the point',
    '-0.001': '-0.00100',
  }),
  pair('numeric', 'numeric(5,-2)', {
    '1250': '1300',
    '-49': '0',
    '9999949': '9999900',
    '9999950': tooWide,
  }),
  pair('bigint', 'numeric(5,2)', { '999': '999.00', '1000': tooWide }),
  pair('numeric', 'real', {
    '0.123456789': '0.12345679',
    '16777217': '1.6777216e+07',
    '3.4028235e38': '3.4028235e+38',
    '3.5e38': outOfRange,
    '1e-50': outOfRange,
    NaN: '=',
    '-Infinity': '=',
  }),
  pair('double precision', 'real', {
    '0.1': '=',
    '-0': '=',
    '1e300': outOfRange,
    '1e-300': outOfRange,
    '1e-45': '=',
    Infinity: '=',
  }),
  pair('numeric', 'double precision', {
    '0.1000000000000000055511151231257827': '0.1',
    '1e400': outOfRange,
    '1e-400': outOfRange,
    '9007199254740993': '9.007199254740992e+15',
  }),
  pair('double precision', 'numeric', {
    '1e+22': '10000000000000000000000',
    '5e-324': `0.${'0'.repeat(323)}5`,
    Infinity: '=',
    NaN: '=',
  }),
  alike('real', 'double precision', ['0.1', '16777216', '-Infinity', 'NaN']),
  pair('boolean', 'smallint', { t: '1', f: '0' }),
  pair('integer', 'boolean', {
    '1': 't',
    '0': 'f',
    '2': '✗ is neither 0 nor 1',
    '-1': '✗ neither',
  }),
  pair('text', 'boolean', { ' Yes': 't', off: 'f', maybe: '✗ is not a boolean' }),
  alike('text', 'text', texts),
  pair('text', 'varchar(3)', {
    abc: '=',
    'ab ': '=',
    'abc ': tooLong,
    '😀😀😀': '=',
    'e\u0301e\u0301': tooLong,
    '': '=',
  }),
  pair('text', 'char(3)', { ab: 'ab ', 'ab    ': 'ab ', abcd: tooLong, ' a': ' a ' }),
  pair('char(5)', 'varchar(3)', { ab: '=', abcd: tooLong }),
  pair('char(5)', 'char(3)', { ab: 'ab ', abcd: tooLong }),
  pair('text', 'name', { n: '=', [asSql("repeat('é', 32)")]: '✗ bytes, and 63 fit' }),
  pair('text', 'mood', { Glad: '=', glad: "✗ is none of the target's 3 labels", '': '✗ is none' }),
  pair('mood', 'shade', { 'so so': '✗ is none', Glad: '=' }),
  alike('mood', 'text', ['so so']),
  pair('text', 'uuid', {
    '{A0EEBC99-9C0B4EF8BB6D6BB9BD380A11}': 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    a0eebc99: '✗ is not a UUID',
  }),
  alike('uuid', 'char(36)', uuids),
  pair('uuid', 'varchar(35)', { [uuids[0] ?? '']: tooLong }),
  alike('jsonb', 'jsonb', documents),
  pair('json', 'jsonb', {
    '{"b": 1,  "a": 2, "a": 3}': '{"a": 3, "b": 1}',
    '"\\u0000"': '✗ character NUL',
    '"\\ud800"': '✗ half a character',
    '"\\\\u0000"': '=',
    '"\\ud83d\\ude00"': '"😀"',
  }),
  pair('text', 'json', { '[1.0 ]': '=', '{b: 1}': '✗ is not JSON' }),
  pair('text', 'date', {
    '2024-02-29': '=',
    '2023-02-29': noDay,
    '29.02.2024': '✗ is not an ISO 8601 date',
    '0000-01-01': noDay,
  }),
  alike('date', 'date', [
    '4713-01-01 BC',
    '5874897-12-31',
    'infinity',
    '-infinity',
    '0044-03-15 BC',
  ]),
  pair('date', 'timestamp', {
    '0044-03-15 BC': '0044-03-15 00:00:00 BC',
    '5874897-12-31': beyond,
    infinity: '=',
    '294276-12-31': '294276-12-31 00:00:00',
  }),
  pair('timestamp', 'timestamp(0)', {
    '2024-02-29 12:00:00.5': '2024-02-29 12:00:01',
    '2024-12-31 23:59:59.999999': '2025-01-01 00:00:00',
    '1999-12-31 23:59:58.5': '1999-12-31 23:59:58',
    '1999-12-31 23:59:58.500001': '1999-12-31 23:59:59',
    '0044-03-15 11:59:59.6 BC': '0044-03-15 12:00:00 BC',
    '294276-12-31 23:59:59.9': beyond,
    infinity: '=',
  }),
  pair('timestamptz', 'timestamptz(3)', {
    '2024-02-29 12:00:00.123456+05:30': '2024-02-29 06:30:00.123+00',
    '2024-02-29 12:00:00.0005+00': '2024-02-29 12:00:00.001+00',
    '0044-03-15 11:59:59.9996+00 BC': '0044-03-15 12:00:00+00 BC',
    '-infinity': '=',
  }),
  pair('text', 'timestamp(0)', {
    '2024-02-29T12:00:00.5': '2024-02-29 12:00:01',
    '2024-02-29 24:00:00': noDay,
  }),
  pair('time', 'time(0)', { '23:59:59.5': '24:00:00', '12:00:00.4': '12:00:00', '24:00:00': '=' }),
  pair('text', 'time', {
    '23:59:59.999999': '=',
    '25:00:00': beyond,
    noon: '✗ is not an ISO 8601 time',
  }),
  alike('bytea', 'bytea', ['\\x', '\\x00ff5c']),
  alike('inet', 'text', ['10.0.0.1/8', '::1']),
  alike('numeric[]', 'numeric[]', ['{1.50,NULL}', '{}']),
  alike('numeric(5,1)[]', 'numeric(5,1)[]', ['{1.5}']),
  alike('tstzrange', 'tstzrange', ['["2024-02-29 12:00:00+00",)']),
]

const postgresToMysql: readonly TypePair[] = [
  pair('bigint', 'tinyint', { '-128': '=', '127': '=', '128': beyond }),
  pair('bigint', 'bigint', {
    '-9223372036854775808': '=',
    '9223372036854775807': '=',
    '9007199254740993': '=',
  }),
  pair('bigint', 'bigint unsigned', { '9223372036854775807': '=', '-1': beyond }),
  pair('numeric', 'bigint unsigned', {
    '18446744073709551615': '=',
    '18446744073709551616': beyond,
    '1.5': '✗ whole',
  }),
  pair('integer', 'mediumint', { '8388607': '=', '8388608': beyond }),
  pair('integer', 'year', { '1901': '=', '2155': '=', '2156': beyond, '70': beyond }),
  pair('integer', 'bit(4)', { '15': '=', '16': beyond }),
  pair('boolean', 'tinyint(1)', { t: '1', f: '0' }),
  pair('boolean', 'bit(1)', { t: '1', f: '0' }),
  pair('numeric', 'decimal(5,2)', {
    '999.99': '=',
    '999.995': tooWide,
    '1.005': '1.01',
    '-0.005': '-0.01',
    '-0.004': '0.00',
    NaN: noNaN,
    '-Infinity': noInfinity,
    '1e-20': '0.00',
  }),
  pair('numeric', 'decimal(65,30)', {
    '99999999999999999999999999999999999.999999999999999999999999999999': '=',
    '0.000000000000000000000000000001': '=',
    '1e35': tooWide,
  }),
  pair('double precision', 'double', {
    ...Object.fromEntries(doubles.map((value) => [value, '='])),
    '1.7976931348623157e+308': '1.7976931348623157e308',
    '1e+23': '1e23',
    '-1e-07': '-0.0000001',
    NaN: noNaN,
    Infinity: noInfinity,
    '-1.7976931348623157e+308': '-1.7976931348623157e308',
  }),
  pair('real', 'float', {
    '0.1': '0.10000000149011612',
    '16777216': '16777216',
    '16777215': '16777215',
    '3.4028235e+38': '3.4028234663852886e38',
    '1e-45': '1.401298464324817e-45',
    NaN: noNaN,
    '-Infinity': noInfinity,
  }),
  pair('double precision', 'float', {
    '1e300': outOfRange,
    '1e-300': outOfRange,
    '0.1': '0.10000000149011612',
  }),
  pair('double precision', 'decimal(10,3)', {
    '0.0005': '0.001',
    '1e-07': '0.000',
    '1e+09': tooWide,
  }),
  alike('text', 'text', texts),
  alike('text', 'varchar(40)', texts),
  pair('text', 'varchar(3)', { '😀😀😀': '=', 'abc ': tooLong, 'ab ': '=' }),
  pair('text', 'char(3)', { 'ab ': 'ab', abcd: tooLong, '': '=' }),
  pair('char(5)', 'char(3)', { ab: 'ab', abcd: tooLong }),
  pair('text', 'varchar(9) character set latin1', {
    'é€': '=',
    ā: '✗ outside Latin-1',
    '😀': '✗ outside',
  }),
  pair('text', 'varchar(9) character set utf8mb3', { ā: '=', '😀': '✗ outside the first' }),
  pair('text', 'tinytext', {
    [asSql("repeat('é', 128)")]: '✗ bytes, and 255 fit',
    [asSql("repeat('x', 255)")]: 'x'.repeat(255),
  }),
  pair('text', "enum('sad','so so','Glad')", { 'so so': '=', glad: '✗ is none' }),
  pair('mood', "enum('sad','Glad')", { Glad: '=', 'so so': '✗ is none' }),
  alike('jsonb', 'json', documents),
  pair('json', 'json', { '{"b": 1,  "a": 2}': '=' }),
  pair('jsonb', 'json', {
    [asSql("(repeat('[', 40) || repeat(']', 40))")]: '✗ nested deeper than 31 levels',
  }),
  alike('uuid', 'char(36)', uuids),
  alike('uuid', 'varchar(36)', uuids),
  alike('uuid', 'uuid', uuids),
  pair('bytea', 'blob', { '\\x': '=', '\\x00ff5c0a0d09': '=' }),
  pair('bytea', 'binary(4)', {
    '\\x61': '\\x61000000',
    '\\x0102030405': '✗ bytes, and 4 fit',
    '\\x61000000': '=',
  }),
  pair('bytea', 'varbinary(4)', { '\\x61': '=', '\\x': '=', '\\x0102030405': '✗ bytes' }),
  pair('date', 'date', {
    '0001-01-01': '=',
    '9999-12-31': '=',
    '10000-01-01': beyond,
    '0044-03-15 BC': beyond,
    infinity: noInfinity,
  }),
  pair('date', 'datetime', { '2024-02-29': '2024-02-29 00:00:00', '-infinity': noInfinity }),
  pair('timestamp', 'datetime(6)', {
    '0001-01-01 00:00:00': '0001-01-01 00:00:00.000000',
    '9999-12-31 23:59:59.999999': '=',
    '10000-01-01 00:00:00': beyond,
    infinity: noInfinity,
  }),
  pair('timestamp', 'datetime', {
    '2024-02-29 12:00:00.5': '2024-02-29 12:00:01',
    '1999-12-31 23:59:58.5': '1999-12-31 23:59:59',
    '2024-02-29 12:00:00.499999': '2024-02-29 12:00:00',
    '9999-12-31 23:59:59.9': beyond,
  }),
  pair('timestamptz', 'timestamp(6)', {
    '1970-01-01 00:00:01+00': '1970-01-01 00:00:01.000000',
    '2038-01-19 03:14:07.999999+00': '2038-01-19 03:14:07.999999',
    '2038-01-19 03:14:08+00': beyond,
    '1970-01-01 00:00:00+00': beyond,
    '2024-02-29 12:00:00+05:30': '2024-02-29 06:30:00.000000',
    infinity: noInfinity,
  }),
  pair('timestamptz', 'timestamp', { '2024-02-29 12:00:00.5+00': '2024-02-29 12:00:01' }),
  pair('time', 'time(6)', { '24:00:00': '24:00:00.000000', '23:59:59.999999': '=' }),
  pair('time', 'time', { '23:59:59.5': '24:00:00' }),
  alike('inet', 'varchar(40)', ['10.0.0.1/8', '::1']),
  alike('integer', 'varchar(20)', ['-7']),
  alike('timestamp', 'varchar(30)', ['2024-02-29 12:00:00.5']),
]

const mysqlToPostgres: readonly TypePair[] = [
  pair('bigint unsigned', 'bigint', { '9223372036854775807': '=', '9223372036854775808': beyond }),
  alike('bigint unsigned', 'numeric', ['18446744073709551615', '0']),
  pair('smallint unsigned', 'smallint', { '32767': '=', '65535': beyond }),
  alike('int', 'integer', ['-2147483648', '2147483647']),
  pair('int(6) zerofill', 'integer', { '42': '42' }),
  pair('year', 'integer', { '2024': '=', '0000': '0', '1901': '=' }),
  pair('bit(8)', 'smallint', { [asSql("b'11111111'")]: '255' }),
  pair('tinyint(1)', 'boolean', { '1': 't', '0': 'f', '2': '✗ is neither 0 nor 1' }),
  pair('bit(1)', 'boolean', { [asSql("b'1'")]: 't', [asSql("b'0'")]: 'f' }),
  pair('decimal(65,30)', 'numeric', {
    '99999999999999999999999999999999999.999999999999999999999999999999': '=',
    '-1.5': '-1.500000000000000000000000000000',
  }),
  pair('decimal(10,4)', 'numeric(5,2)', { '1.005': '1.01', '999.995': tooWide }),
  pair('double', 'double precision', {
    '1.7976931348623157e308': '1.7976931348623157e+308',
    '5e-324': '=',
    '0.1': '=',
    '1e22': '1e+22',
    '0.0000001': '1e-07',
  }),
  pair('float', 'real', {
    '0.1': '=',
    '16777216': '1.6777216e+07',
    '16777215': '1.6777215e+07',
    '3.4028234e38': '3.4028235e+38',
  }),
  pair('float', 'double precision', { '0.1': '0.10000000149011612' }),
  alike('varchar(40)', 'text', texts),
  alike('longtext', 'varchar(40)', texts),
  pair('text', 'text', { [asSql("'a\\0b'")]: '✗ character NUL' }),
  pair('varchar(9) character set latin1', 'text', { 'é€': '=' }),
  pair('char(5)', 'text', { 'ab  ': 'ab', '': '=' }),
  pair('char(5)', 'char(3)', { ab: 'ab ', abcd: tooLong }),
  pair('varchar(9)', 'mood', { Glad: '=', glad: '✗ is none' }),
  pair("enum('sad','Glad','other')", 'mood', { Glad: '=', other: '✗ is none' }),
  alike("enum('sad','Glad')", 'text', ['Glad']),
  pair('json', 'jsonb', {
    '{"b":1,"a":[1.50,null,"é"]}': '{"a": [1.50, null, "é"], "b": 1}',
    '"\\u0000"': '✗ character NUL',
  }),
  alike('char(36)', 'uuid', uuids),
  pair('varchar(40)', 'uuid', {
    A0EEBC999C0B4EF8BB6D6BB9BD380A11: uuids[0] ?? '',
    x: '✗ is not a UUID',
  }),
  alike('uuid', 'uuid', uuids),
  pair('binary(4)', 'bytea', { [asSql("x'61'")]: '\\x61000000' }),
  pair('blob', 'bytea', { [asSql("x''")]: '\\x', [asSql("x'00ff5c0a'")]: '\\x00ff5c0a' }),
  pair('date', 'date', {
    '9999-12-31': '=',
    '0001-01-01': '=',
    '0000-00-00': noDay,
    '2024-00-10': noDay,
    '0000-03-05': noDay,
  }),
  pair('datetime(6)', 'timestamp', {
    '2024-02-29 12:00:00.5': '=',
    '9999-12-31 23:59:59.999999': '=',
    '0000-00-00 00:00:00': noDay,
  }),
  pair('datetime(3)', 'timestamp(0)', { '2024-02-29 12:00:00.5': '2024-02-29 12:00:01' }),
  pair('timestamp(6)', 'timestamptz', {
    '1970-01-01 00:00:01': '1970-01-01 00:00:01+00',
    '2038-01-19 03:14:07.999999': '2038-01-19 03:14:07.999999+00',
    '0000-00-00 00:00:00': noDay,
  }),
  pair('time(6)', 'time', {
    '23:59:59.5': '=',
    '24:00:00': '=',
    '-00:00:01': beyond,
    '838:59:59': beyond,
  }),
  alike('time', 'text', ['-838:59:59']),
  alike("set('a','b')", 'text', ['a,b', '']),
]

const mysqlToMysql: readonly TypePair[] = [
  pair('bigint unsigned', 'bigint', { '9223372036854775807': '=', '9223372036854775808': beyond }),
  pair('bigint', 'bigint unsigned', { '0': '=', '-1': beyond }),
  pair('int', 'tinyint', { '-128': '=', '128': beyond }),
  pair('year', 'year', { '0000': '0', '2155': '=' }),
  pair('bit(8)', 'bit(4)', { [asSql("b'1111'")]: '15', [asSql("b'10000'")]: beyond }),
  pair('decimal(10,4)', 'decimal(5,2)', { '1.005': '1.01', '999.995': tooWide, '-0.0049': '0.00' }),
  alike('double', 'double', [
    '1.7976931348623157e308',
    '5e-324',
    '0.1',
    '1e23',
    '0.0000001',
    '-2.5',
  ]),
  pair('float', 'float', { '16777216': '=', '16777215': '=', '0.1': '0.10000000149011612' }),
  pair('double', 'float', { '1e300': outOfRange, '0.1': '0.10000000149011612' }),
  alike('varchar(40)', 'varchar(40)', texts),
  alike('varchar(40) collate utf8mb4_general_ci', 'varchar(40) collate utf8mb4_bin', texts),
  pair('text', 'text', { [asSql("'a\\0b'")]: 'a\0b' }),
  pair('varchar(9)', 'char(3)', { 'ab  ': 'ab', abcd: tooLong }),
  pair('varchar(9)', 'varchar(9) character set latin1', { é: '=', '😀': '✗ outside' }),
  pair("enum('a','b')", "enum('b','a')", { a: '=', b: '=' }),
  pair("enum('a','B')", "enum('a','b')", { a: '=', B: '✗ is none' }),
  alike('json', 'json', ['{"b":1,"a":[1.50,null,"é"]}', '[]', '"\\u0000"']),
  alike('uuid', 'uuid', uuids),
  pair('binary(4)', 'varbinary(9)', { [asSql("x'61'")]: '\\x61000000' }),
  pair('varbinary(9)', 'binary(4)', {
    [asSql("x'61'")]: '\\x61000000',
    [asSql("x'0102030405'")]: '✗ bytes',
  }),
  alike('date', 'date', ['0000-00-00', '2024-00-10', '0000-03-05', '9999-12-31']),
  pair('date', 'datetime', {
    '0000-00-00': '0000-00-00 00:00:00',
    '2024-02-29': '2024-02-29 00:00:00',
  }),
  alike('datetime(6)', 'datetime(6)', ['0000-00-00 00:00:00.000000', '9999-12-31 23:59:59.999999']),
  pair('datetime(6)', 'datetime', {
    '2024-02-29 12:00:00.5': '2024-02-29 12:00:01',
    '9999-12-31 23:59:59.9': beyond,
  }),
  alike('timestamp(6)', 'timestamp(6)', [
    '1970-01-01 00:00:01.000000',
    '2038-01-19 03:14:07.999999',
    '0000-00-00 00:00:00.000000',
  ]),
  alike('time(6)', 'time(6)', ['-838:59:59.999999', '838:59:59.000000', '-00:00:00.500000']),
  pair('time(6)', 'time', { '-00:00:00.5': '-00:00:01', '12:00:00.4': '12:00:00' }),
  alike("set('a','b')", "set('a','b')", ['a,b', '']),
  alike('inet6', 'inet6', ['::1', '2001:db8::ff00:42:8329']),
]

export const typePairs: Readonly<Record<Engines, readonly TypePair[]>> = {
  'postgres to postgres': postgresToPostgres,
  'postgres to mysql': postgresToMysql,
  'mysql to postgres': mysqlToPostgres,
  'mysql to mysql': mysqlToMysql,
}
