import assert from 'node:assert/strict'
import fc from 'fast-check'
import { arrayLiteral } from '../../../src/core/database/arrayLiteral'
import { decodeCopyField, encodeCopyRow, encodeCopyRows } from '../../../src/core/database/copyText'
import type { Value } from '../../../src/core/util/value'

const nasty = fc.string({
  unit: fc.constantFrom(...'\\\t\n\r\b\f\vN.abx017{}",\' \u0000\u0001\u2028é😀'),
  maxLength: 12,
})
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom<Value[]>(null, '', '\\N', 'NULL', '\\.', '\\x41') },
  { weight: 3, arbitrary: nasty },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
)

describe('COPY text', () => {
  it('holds every row of values, in one line', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (row) => {
        const line = encodeCopyRow(row)
        assert.equal(line.indexOf('\n'), line.length - 1)
        assert.deepEqual(line.slice(0, -1).split('\t').map(decodeCopyField), row)
      }),
      { numRuns: 3000 },
    )
  })

  /** https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2 */
  const documented: readonly (readonly [string, Value])[] = [
    ['\\N', null],
    ['', ''],
    ['\\\\N', '\\N'],
    ['\\b\\f\\n\\r\\t\\v', '\b\f\n\r\t\v'],
    ['\\101\\x42\\x4a', 'ABJ'],
    ['\\1019', 'A9'],
    ['\\q\\.', 'q.'],
    ['a\\\\b', 'a\\b'],
  ]
  for (const [field, expected] of documented)
    it(`reads ${field === '' ? 'nothing' : field} as ${JSON.stringify(expected)}`, () => {
      assert.equal(decodeCopyField(field), expected)
    })

  it('is written as PostgreSQL writes it, so that equal rows are equal lines on every engine', () => {
    assert.equal(encodeCopyRow(['\b\f\n\r\t\v\\', '\\N']), '\\b\\f\\n\\r\\t\\v\\\\\t\\\\N\n')
  })

  it('comes in chunks of whole lines', async () => {
    const values = ['a', 'é', '😀', '\t', '\n'].map((one) => one.repeat(9000))
    const rows = Array.from({ length: 60 }, (_, index) => [
      String(index),
      values[index % values.length] ?? null,
      index % 11 === 0 ? 'é😀'.repeat(90_000) : null,
    ])
    const chunks: Buffer[] = []
    for await (const chunk of encodeCopyRows(rows)) chunks.push(chunk)
    assert.ok(chunks.length >= 6 && chunks.every((chunk) => chunk.at(-1) === 10))
    assert.equal(Buffer.concat(chunks).toString(), rows.map(encodeCopyRow).join(''))
  })

  it('leaves what needs no escape as it is', () => {
    assert.equal(encodeCopyRow(['a b', '"{}"', 'é😀\u0001', null]), 'a b\t"{}"\té😀\u0001\t\\N\n')
  })
})

/** One-dimensional arrays as PostgreSQL's documentation describes their text. */
function readArray(literal: string): Value[] {
  assert.match(literal, /^\{[^]*\}$/)
  const elements: Value[] = []
  let position = 1
  while (position < literal.length - 1) {
    const element = /^(?:NULL|"((?:[^"\\]|\\[^])*)")(?=,|\}$)/.exec(literal.slice(position))
    assert.ok(element !== null, literal.slice(position))
    elements.push(element[1]?.replace(/\\([^])/g, '$1') ?? null)
    position += element[0].length + 1
  }
  return elements
}

describe('array literals', () => {
  it('hold every list of values', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (values) => {
        assert.deepEqual(readArray(arrayLiteral(values)), values)
      }),
      { numRuns: 2000 },
    )
  })

  it('tell null from the text NULL, and nothing from one empty text', () => {
    assert.equal(arrayLiteral([null, 'NULL', 'null']), '{NULL,"NULL","null"}')
    assert.equal(arrayLiteral([]), '{}')
    assert.equal(arrayLiteral(['']), '{""}')
    assert.equal(arrayLiteral(['a"b\\c,{}']), '{"a\\"b\\\\c,{}"}')
  })
})
