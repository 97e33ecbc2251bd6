import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodeCopyRow } from '../../../../src/core/database/copyText'
import type { Column } from '../../../../src/core/database/table'
import { compareFields } from '../../../../src/core/mapping/compareFields'
import type { ResolvedField } from '../../../../src/core/mapping/resolveFields'
import { createSameValues } from '../../../../src/core/mapping/sameValues'
import { findCarrier, type CarriedType } from '../../../../src/core/schema/carry'
import { OrderedRows } from '../../../../src/core/source/orderedRows'
import type { Value } from '../../../../src/core/util/value'

const TYPES: readonly (readonly [CarriedType, CarriedType])[] = [
  [
    { family: 'boolean', castType: 'boolean' },
    { family: 'integer', castType: 'smallint' },
  ],
  [
    { family: 'integer', castType: 'integer' },
    { family: 'boolean', castType: 'boolean' },
  ],
  [
    { family: 'decimal', castType: 'numeric' },
    { family: 'decimal', castType: 'numeric' },
  ],
  [
    { family: 'text', castType: 'text' },
    { family: 'text', castType: 'text' },
  ],
  [
    { family: 'json', castType: 'jsonb' },
    { family: 'json', castType: 'jsonb' },
  ],
  [
    { family: 'text', castType: 'text' },
    { family: 'integer', castType: 'integer' },
  ],
]

function columnOf(name: string, type: CarriedType): Column {
  return {
    name,
    type: type.castType,
    nullable: true,
    generated: false,
    deterministic: true,
    byteOrdered: true,
    ...type,
  }
}

const fields: readonly ResolvedField[] = TYPES.map(([from, to], at) => {
  const carrier = findCarrier(from, to)
  assert.ok(carrier !== undefined)
  return {
    target: columnOf(`t${at}`, to),
    source: { column: columnOf(`s${at}`, from) },
    sourceType: from,
    carrier,
    hasTransform: false,
    at,
    give: (values, keys) => ({ value: values[keys + at] ?? null }),
    conflict: { kind: 'sourceWins' },
  }
})

const value = fc.option(
  fc.constantFrom(
    't',
    'f',
    '1',
    '0',
    '2',
    '1.0',
    '1.00',
    '-0',
    'a',
    '',
    ' 1 ',
    '\t',
    '\\N',
    '{"a": 1}',
  ),
  { nil: null, freq: 5 },
)
const row = fc.tuple(...fields.map(() => value))

async function readerOf(values: readonly Value[]): Promise<OrderedRows> {
  const rows = new OrderedRows(bytesOf(['k', ...values]), ['text'], 'the source')
  await rows.fill()
  return rows
}

async function* bytesOf(values: readonly Value[]): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(encodeCopyRow(values)))
}

async function judge(source: readonly Value[], target: readonly Value[]) {
  const haveSameValues = createSameValues({ fields })
  assert.ok(haveSameValues !== undefined)
  const [one, other] = [await readerOf(source), await readerOf(target)]
  const rows = { source: one.values(), target: other.values(), keys: 1 }
  // Twice: the second answer is remembered.
  const answers = [haveSameValues(one, other), haveSameValues(one, other)]
  return { answers, expected: compareFields(fields, rows) === undefined }
}

describe('two lines with other bytes', () => {
  it('have the same values where a comparison field by field finds no difference', async () => {
    await fc.assert(
      fc.asyncProperty(row, row, async (source, target) => {
        const { answers, expected } = await judge(source, target)
        assert.deepEqual(answers, [expected, expected])
      }),
      { numRuns: 500 },
    )
  })

  it('have them where values are spelled otherwise', async () => {
    const { answers } = await judge(
      ['t', '0', '1.50', 'a\tb', '{"a": 1.0, "b": null}', ' 7 '],
      ['1', 'f', '1.5', 'a\tb', '{"b": null, "a": 1}', '7'],
    )
    assert.deepEqual(answers, [true, true])
  })

  it('are left to others where a field is computed', () => {
    const [first] = fields
    assert.ok(first !== undefined)
    assert.equal(createSameValues({ fields: [{ ...first, hasTransform: true }] }), undefined)
  })
})
