import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { readList, writeList } from '../../../../../src/core/airtable/cells/list'
import { readCell } from '../../../../../src/core/airtable/cells/readCell'
import { readTextArray, writeTextArray } from '../../../../../src/core/airtable/cells/textArray'
import { provesFormat, writeCell } from '../../../../../src/core/airtable/cells/writeCell'
import { arrayLiteral } from '../../../../../src/core/database/arrayLiteral'
import { item, sample } from './arbitraries'

describe('values', () => {
  it('come back from their cells, and the cells from the values', () => {
    fc.assert(
      fc.property(sample, ({ format, value }) => {
        const cell = writeCell(format, value)
        assert.deepEqual(readCell(format, cell), { value })
        assert.equal(provesFormat(format, cell), true)
      }),
      { numRuns: 10_000 },
    )
  })
})

describe('cells of any text', () => {
  it('are either read or refused, and a value that was read has a cell with the same value', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789.,-() $%:/ampkrT Z"{}') }),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(sample, text, ({ format }, cell) => {
        const read = readCell(format, cell)
        if (!('value' in read)) return
        assert.deepEqual(readCell(format, writeCell(format, read.value)), read)
      }),
      { numRuns: 10_000 },
    )
  })
})

describe('lists', () => {
  it('of arbitrary texts come back', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), (items) => {
        assert.deepEqual(readList(writeList(items)), items)
      }),
      { numRuns: 5000 },
    )
  })

  it('are the fields of a record to another reader of CSV', () => {
    // What ends records there is in none of them.
    const field = item.filter((text) => !text.includes('\u0000'))
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), (items) => {
        const records = parse(writeList(items), { record_delimiter: '\u0000', bom: false })
        assert.deepEqual(records, [items])
      }),
      { numRuns: 2000 },
    )
  })
})

describe('arrays of texts', () => {
  it('are read as they are printed, whether or not all quotes are needed', () => {
    fc.assert(
      fc.property(fc.array(item), (items) => {
        assert.deepEqual(readTextArray(writeTextArray(items)), items)
        assert.deepEqual(readTextArray(arrayLiteral(items)), items)
      }),
      { numRuns: 5000 },
    )
  })

  it('are printed as PostgreSQL prints them', () => {
    const items = [
      ...['', 'null', 'NuLL', 'a b', 'a\u00a0b', 'a{', 'x,y', 'q"', 'b\\s', 'n\nl', 'v\vf', 'f\fx'],
      ...["it's", 'plain', 'nullx'],
    ]
    const printed = `{"","null","NuLL","a b",a\u00a0b,"a{","x,y","q\\"","b\\\\s","n\nl","v\vf","f\fx",it's,plain,nullx}`
    assert.equal(writeTextArray(items), printed)
  })

  it('are none where they are something else', () => {
    const texts = ['', 'a', '{', '}', '{a', 'a}', '{a,}', '{,a}', '{"a}', '{a}b', '{{a}}', '{a\\b}']
    for (const text of [...texts, '{NULL}', '{a b}', '{"a"b}', '[0:0]={a}'])
      assert.equal(readTextArray(text), undefined, text)
  })
})
