import assert from 'node:assert/strict'
import { explainRefusal, findCarrier, type CarriedType } from '../../../src/core/schema/carry'
import { describeCompatibility } from '../../../src/core/schema/compatibility'
import { mysql, postgres } from './carriedTypes'

const integer = postgres('int4')
const decimal = postgres('numeric')
const float = postgres('float8')
const boolean = postgres('bool')
const text = postgres('text')
const json = postgres('jsonb')
const uuid = postgres('uuid')
const timestamp = postgres('timestamp')
const timestamptz = postgres('timestamptz')
const text3 = postgres('varchar', { length: 3 })

describe('describeCompatibility', () => {
  const noNumbers = 'texts that are no numbers'
  const cases: readonly (readonly [string, CarriedType, CarriedType, string])[] = [
    ['integer to bigint', integer, postgres('int8'), 'equal'],
    [
      'bigint to bigint unsigned',
      postgres('int8'),
      mysql('bigint', { unsigned: true }),
      'equal: refuses numbers outside 0 to 18446744073709551615',
    ],
    ['boolean to tinyint', boolean, mysql('tinyint'), 'converted: true is 1 and false is 0'],
    [
      'tinyint to boolean',
      mysql('tinyint'),
      boolean,
      'converted: 1 is true and 0 is false; refuses numbers other than 0 and 1',
    ],
    ['text to text', text, text, 'equal'],
    ['text to longtext', text, mysql('longtext'), 'equal'],
    ['longtext to text', mysql('longtext'), text, 'equal: refuses texts with the character NUL'],
    ['text to varchar(3)', text, text3, 'equal: refuses texts of more than 3 characters'],
    [
      'numeric to decimal(5,2)',
      decimal,
      mysql('decimal', { precision: 5, scale: 2 }),
      'lossy: rounds to 2 digits after the point; refuses NaN; infinity; numbers of more than 3 digits before the point',
    ],
    ['float8 to double', float, mysql('double'), 'equal: refuses NaN; infinity'],
    [
      'text to integer',
      text,
      postgres('int8'),
      `converted: reads the text as a number; refuses ${noNumbers}; numbers outside -9223372036854775808 to 9223372036854775807`,
    ],
    ['uuid to uuid', uuid, mysql('uuid'), 'equal'],
    [
      'jsonb to JSON of MariaDB',
      json,
      mysql('document'),
      'equal: refuses documents nested deeper than 31 levels',
    ],
    [
      'timestamptz to timestamp',
      timestamptz,
      mysql('timestamp', { precision: 6 }),
      'equal: refuses infinity; values outside 1970-01-01 00:00:01+00 to 2038-01-19 03:14:07.999999+00',
    ],
    [
      'datetime to timestamp',
      mysql('datetime', { precision: 0 }),
      timestamp,
      'equal: refuses days that are in no calendar, such as 0000-00-00',
    ],
    [
      'timestamptz to datetime',
      timestamptz,
      mysql('datetime'),
      "refused: say in which zone with an expression: column at time zone 'UTC' in PostgreSQL, cast(column as datetime(6)) in MySQL",
    ],
    [
      'uuid to binary(16)',
      uuid,
      mysql('binary', { length: 16 }),
      "refused: say in which order its bytes are with an expression: uuid_send(column) in PostgreSQL, unhex(replace(column, '-', '')) in MySQL",
    ],
    [
      'point to point of another engine',
      postgres('point'),
      mysql('point'),
      'refused: convert it with an expression that gives the length or precision of the target’s type',
    ],
  ]
  for (const [pair, source, target, expected] of cases)
    it(`from ${pair}: ${expected}`, () => {
      const { kind, note } = describeCompatibility(source, target)
      assert.equal(note === undefined ? kind : `${kind}: ${note}`, expected)
      assert.equal(kind === 'refused', findCarrier(source, target) === undefined)
    })

  it('refuses arrays whose elements would be rounded, and warns where their precision is not known', () => {
    const precise = { ...postgres('numeric[]'), type: 'numeric(5,1)[]' }
    const plain = { ...postgres('numeric[]'), type: 'numeric[]' }
    const kinds = [
      describeCompatibility(plain, precise),
      describeCompatibility(precise, plain),
      describeCompatibility(precise, precise),
      describeCompatibility(postgres('numeric[]'), precise),
    ].map(({ kind }) => kind)
    assert.deepEqual(kinds, ['refused', 'equal', 'equal', 'lossy'])
    assert.match(explainRefusal(plain, precise)?.refused ?? '', /numeric\(5,1\)\[\]/)
  })
})
