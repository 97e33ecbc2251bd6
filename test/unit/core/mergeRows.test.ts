import assert from 'node:assert/strict'
import fc from 'fast-check'
import { createComparer } from '../../../src/core/mapping/compareRow'
import { parseMapping } from '../../../src/core/mapping/definition'
import { mergeRows, newCounts, type MergeCounts } from '../../../src/core/mapping/mergeRows'
import { resolveMapping } from '../../../src/core/mapping/resolveMapping'
import type { PlanItem } from '../../../src/core/plan/plan'
import { OrderedRows, OrderError } from '../../../src/core/source/orderedRows'
import type { Value } from '../../../src/core/util/value'
import { chunking, stream } from './byteStreams'
import { mergeOracle, type OracleRow } from './mergeOracle'
import { column, table } from './tables'

/** Quantities are numbers in the target and text in the source; labels are trimmed on their way. */
const transforming = mappingOf(
  [
    { source: 'quantity', transform: [] },
    { source: 'label', transform: ['trim', 'nullIfEmpty'] },
  ],
  'text',
)

/** Nothing is transformed, so that equal lines need not be taken apart. */
const plain = mappingOf(['quantity', 'label'], 'decimal')

function mappingOf(fields: readonly unknown[], quantity: 'text' | 'decimal') {
  const definition = {
    source: { environment: 'production', table: 'parts' },
    target: { environment: 'sandbox', table: 'parts' },
    key: ['job', 'release'],
    fields,
  }
  const key = [column('job', 'integer'), column('release', 'text')]
  const label = column('label', 'text', { nullable: false })
  return resolveMapping(
    parseMapping(JSON.stringify(definition), 'parts.mapping.jsonc'),
    table('parts', [...key, column('quantity', quantity), column('label', 'text')]),
    table('parts', [...key, column('quantity', 'decimal'), label]),
    new Map(),
  )
}

type Row = readonly [job: Value, release: Value, quantity: Value, label: Value]

const job = fc.constantFrom<Value[]>('-10', '-9', '2', '10', null)
const release = fc.constantFrom<Value[]>('', 'A', 'a', 'B\t', 'é', '\\N', null)
const number = fc.constantFrom<Value[]>('1', '1.0', '2', '-0', null)
const label = fc.constantFrom<Value[]>('a', ' a', 'a\n', ' ', '', 'b', null)
const targetRows = fc.array(fc.tuple(job, release, number, fc.constantFrom('a', 'b', '')), {
  maxLength: 14,
})

const cases = fc.oneof(
  fc.record({
    mapping: fc.constant(plain),
    source: fc.array(fc.tuple(job, release, number, label), { maxLength: 14 }),
    target: targetRows,
  }),
  fc.record({
    mapping: fc.constant(transforming),
    source: fc.array(fc.tuple(job, release, fc.oneof(number, fc.constantFrom('x', ' 2 ')), label), {
      maxLength: 14,
    }),
    target: targetRows,
  }),
)

/** By the key as the server sorts it. The order among rows with one key is any. */
function sorted(rows: readonly Row[]): readonly Row[] {
  const bytes = (value: Value) =>
    (value === null ? [1, Buffer.alloc(0)] : [0, Buffer.from(value)]) as [number, Buffer]
  return rows.toSorted((a, b) => {
    const [aJob, bJob] = [a[0], b[0]].map((value) => (value === null ? Infinity : Number(value)))
    if (aJob !== bJob) return (aJob ?? 0) < (bJob ?? 0) ? -1 : 1
    const [[aNull, aBytes], [bNull, bBytes]] = [bytes(a[1]), bytes(b[1])]
    return aNull - bNull || Buffer.compare(aBytes, bBytes)
  })
}

async function merge(
  mapping: typeof plain,
  source: readonly Row[],
  target: readonly Row[],
  cuts: readonly number[],
): Promise<{ readonly items: readonly PlanItem[]; readonly counts: MergeCounts }> {
  const order = mapping.keys.map((key) => key.order)
  const counts = newCounts(['quantity', 'label'])
  const items: PlanItem[] = []
  const input = {
    source: new OrderedRows(stream(source, cuts), order, 'the source'),
    target: new OrderedRows(stream(target, cuts.toReversed()), order, 'the target'),
    comparer: createComparer(mapping),
    table: 'public.parts',
    keyNames: ['job', 'release'],
    sourceKeyNullable: true,
    targetKeyNullable: true,
    onProgress: () => undefined,
  }
  for await (const item of mergeRows(input, counts)) items.push(item)
  return { items, counts }
}

const asRow = ([jobValue, releaseValue, quantity, labelValue]: Row): OracleRow => ({
  key: { job: jobValue, release: releaseValue },
  quantity,
  label: labelValue,
})

/** As a multiset: what is found of keys that differ may come in any order. */
function texts(items: readonly PlanItem[]): readonly string[] {
  return items.map((item) => JSON.stringify(item)).sort()
}

describe('mergeRows', () => {
  it('finds what comparing every row with every row finds', async () => {
    await fc.assert(
      fc.asyncProperty(cases, chunking, async ({ mapping, source, target }, cuts) => {
        const found = await merge(mapping, sorted(source), sorted(target), cuts)
        const transforms = mapping === transforming
        const expected = mergeOracle(source.map(asRow), target.map(asRow), { transforms })
        assert.deepEqual(texts(found.items), texts(expected.items))
        assert.deepEqual(found.counts, expected.counts)
      }),
      { numRuns: 2000 },
    )
  })

  it('counts each row of the source once', async () => {
    await fc.assert(
      fc.asyncProperty(cases, chunking, async ({ mapping, source, target }, cuts) => {
        const { counts } = await merge(mapping, sorted(source), sorted(target), cuts)
        const { matched, notFound, duplicateKeys, nullKeys } = counts
        assert.equal(counts.totalSource, source.length)
        assert.equal(counts.totalTarget, target.length)
        assert.equal(source.length, matched + notFound + duplicateKeys + nullKeys)
      }),
      { numRuns: 300 },
    )
  })

  it('yields changes in the order of the key', async () => {
    await fc.assert(
      fc.asyncProperty(cases, chunking, async ({ mapping, source, target }, cuts) => {
        const { items } = await merge(mapping, sorted(source), sorted(target), cuts)
        const keys = items.flatMap((item): Row[] => {
          if (item.kind !== 'change') return []
          const { job: jobValue = null, release: releaseValue = null } = item.change.key
          return [[jobValue, releaseValue, null, null]]
        })
        assert.deepEqual(keys, sorted(keys))
      }),
      { numRuns: 300 },
    )
  })

  it('refuses rows that are out of order rather than miss their partners', async () => {
    const whole = fc.array(fc.tuple(job, release, number, label), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(whole, chunking, fc.boolean(), async (rows, cuts, isSource) => {
        const keys = (all: readonly Row[]) =>
          all.filter((row) => row[0] !== null && row[1] !== null).map((row) => row.slice(0, 2))
        const inOrder = JSON.stringify(keys(rows)) === JSON.stringify(keys(sorted(rows)))
        const work = isSource ? merge(plain, rows, [], cuts) : merge(plain, [], rows, cuts)
        if (inOrder) await work
        else await assert.rejects(work, OrderError)
      }),
      { numRuns: 500 },
    )
  })

  it('compares nothing with nothing', async () => {
    const { items, counts } = await merge(plain, [], [], [1])
    assert.deepEqual(items, [])
    assert.deepEqual(counts, newCounts(['quantity', 'label']))
  })
})
