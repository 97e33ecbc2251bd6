import assert from 'node:assert/strict'
import fc from 'fast-check'
import { newCounts } from '../../../../src/core/mapping/mergeCounts'
import { mergeRows } from '../../../../src/core/mapping/mergeRows'
import type { PlanItem } from '../../../../src/core/plan/plan'
import { OrderError } from '../../../../src/core/source/orderedRows'
import type { Value } from '../../../../src/core/util/value'
import { chunking, stream } from '../byteStreams'
import { STRATEGIES, type Part } from './conflictOracle'
import { mergeOracle, type Rules } from './mergeOracle'
import { inputOf, merge, PLAIN, resolve, sorted } from './mergeSetUp'

const job = fc.constantFrom<Value[]>('-10', '-9', '2', '10', null)
const release = fc.constantFrom<Value[]>('', 'A', 'a', 'B\t', 'é', '\\N', null)
const number = fc.constantFrom<Value[]>('1', '1.0', '1.4', '2', '-0', null)
const stamp = fc.constantFrom<Value[]>('7', '8', '-1', null)
const label = fc.constantFrom<Value[]>('a', ' a', 'a\n', ' ', '', 'b', null)
const given = { job, release, stamp, label }

const rules: fc.Arbitrary<Rules> = fc.oneof(
  fc.constant(PLAIN),
  fc.record({
    transforms: fc.boolean(),
    tolerance: fc.boolean(),
    quantity: fc.constantFrom(...STRATEGIES),
    label: fc.constantFrom(...STRATEGIES),
    inTarget: fc.constantFrom('report', 'insert'),
    inSource: fc.constantFrom('ignore', 'report', 'delete'),
    where: fc.boolean(),
  }),
)

const cases = rules.chain((chosen) => {
  const quantity = chosen.transforms ? fc.oneof(number, fc.constantFrom('x', ' 2 ')) : number
  const isRead = chosen.where && chosen.inTarget === 'insert'
  const target = fc.record({
    job,
    release,
    quantity: number,
    label: fc.constantFrom('a', 'b', '', ' '),
    stamp,
    note: fc.constantFrom('n', null),
    hidden: isRead ? fc.boolean() : fc.constant(false),
  })
  return fc.record({
    rules: fc.constant(chosen),
    source: fc.array(fc.record({ ...given, quantity }), { maxLength: 14 }),
    target: fc.array(target, { maxLength: 14 }),
  })
})

/** As a multiset: what is found of keys that differ may come in any order. */
function texts(items: readonly PlanItem[]): readonly string[] {
  return items.map((item) => JSON.stringify(item)).sort()
}

describe('mergeRows', () => {
  it('finds what comparing every row with every row finds', async () => {
    await fc.assert(
      fc.asyncProperty(cases, chunking, async ({ rules: chosen, source, target }, cuts) => {
        const resolved = resolve(chosen)
        const found = await merge(resolved, sorted(source), sorted(target), cuts)
        const expected = mergeOracle(source, target, chosen)
        assert.deepEqual(texts(found.items), texts(expected.items))
        assert.deepEqual(found.counts, expected.counts)
      }),
      { numRuns: 4000 },
    )
  })

  it('counts each row of both sides once, also where a limit ends it', async () => {
    const limits = fc.option(fc.integer({ min: 1, max: 9 }))
    await fc.assert(
      fc.asyncProperty(cases, limits, chunking, async (one, limit, cuts) => {
        const [source, target] = [sorted(one.source), sorted(one.target)]
        const resolved = resolve(one.rules, limit === null ? {} : { limit })
        const { counts } = await merge(resolved, source, target, cuts)
        const { matched, notFound, duplicateKeys, nullKeys, notInSource } = counts
        assert.equal(counts.totalSource, matched + notFound + duplicateKeys + nullKeys)
        assert.equal(
          counts.totalTarget,
          matched + notInSource + counts.targetDuplicateKeys + counts.targetNullKeys,
        )
        if (counts.limitReached) return
        assert.equal(counts.totalSource, source.length)
        if (!resolved.readsHidden) assert.equal(counts.totalTarget, target.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('ends at the limit with the differences that come first', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.integer({ min: 1, max: 9 }),
        chunking,
        async (one, limit, cuts) => {
          const ends = [sorted(one.source), sorted(one.target)] as const
          const all = await merge(resolve(one.rules), ...ends, cuts)
          const first = await merge(resolve(one.rules, { limit }), ...ends, cuts)
          assert.deepEqual(first.items, all.items.slice(0, first.items.length))
          assert.ok(first.items.length >= Math.min(limit, all.items.length))
          assert.ok(first.items.length <= limit + 1, 'a key has two findings at most')
          if (first.items.length < all.items.length) assert.ok(first.counts.limitReached)
          if (all.items.length < limit) assert.deepEqual(first.counts, all.counts)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('yields changes in the order of the key', async () => {
    await fc.assert(
      fc.asyncProperty(cases, chunking, async ({ rules: chosen, source, target }, cuts) => {
        const { items } = await merge(resolve(chosen), sorted(source), sorted(target), cuts)
        const keys = items.flatMap((item) => {
          if (item.kind !== 'change') return []
          const { job: jobValue = null, release: releaseValue = null } = item.change.key
          return [{ job: jobValue, release: releaseValue }]
        })
        assert.deepEqual(keys, sorted(keys))
      }),
      { numRuns: 300 },
    )
  })

  it('refuses rows that are out of order rather than miss their partners', async () => {
    const whole = (row: Part) => row.job !== null && row.release !== null
    const rows = fc
      .array(fc.record({ ...given, quantity: number }), { maxLength: 8 })
      .map((some) => some.filter(whole))
    const plain = resolve(PLAIN)
    await fc.assert(
      fc.asyncProperty(rows, chunking, fc.boolean(), async (some, cuts, isSource) => {
        const keys = (all: readonly Part[]) => all.map((row) => [row.job, row.release])
        const inOrder = JSON.stringify(keys(some)) === JSON.stringify(keys(sorted(some)))
        const work = isSource ? merge(plain, some, [], cuts) : merge(plain, [], some, cuts)
        if (inOrder) await work
        else await assert.rejects(work, OrderError)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses a key whose rows stand apart, with one without a key between them', async () => {
    const one: Part = { job: '1', release: 'A', quantity: '1', label: 'a', stamp: null }
    const apart = [one, { ...one, release: null }, one]
    await assert.rejects(merge(resolve(PLAIN), apart, [], [9]), OrderError)
    await assert.rejects(merge(resolve(PLAIN), [], apart, [9]), OrderError)
  })

  it('holds no more than a row of many that have no key', async () => {
    let seen = 0
    async function* endless(): AsyncGenerator<Buffer> {
      for (seen = 1; ; seen++) yield await Promise.resolve(Buffer.from('1\t\\N\t1\ta\n'))
    }
    const input = inputOf(resolve(PLAIN), { source: endless(), target: stream([], [1]) })
    const items = mergeRows(input, newCounts([]))
    for (let count = 0; count < 10; count++) await items.next()
    assert.ok(seen <= 11, `${seen} rows were read for 10 findings`)
  })

  it('compares nothing with nothing', async () => {
    const { items, counts } = await merge(resolve(PLAIN), [], [], [1])
    assert.deepEqual(items, [])
    assert.deepEqual(counts, newCounts(['quantity', 'label']))
  })
})
