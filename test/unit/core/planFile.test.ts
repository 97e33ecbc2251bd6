import assert from 'node:assert/strict'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Change, Finding } from '../../../src/core/plan/plan'
import type { PlanFilter } from '../../../src/core/plan/planFile'
import { writePlanFile } from '../../../src/core/plan/writePlanFile'
import type { Value } from '../../../src/core/util/value'
import { temporaryFolder } from '../../helpers/temporary'
import {
  change,
  collect,
  conclusion,
  header,
  itemsOf,
  manyChanges,
  manyFindings,
  notFound,
  streamOf,
  withPlanFile,
  writePlan,
} from './planSamples'

const value = fc.option(
  fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('Red', 'blue', '\n')),
)
const name = fc.constantFrom('job', 'colour', 'Größe', '__proto__', 'constructor')
const row = fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true })
const anyChange: fc.Arbitrary<Change> = fc.record(
  {
    op: fc.constant('update' as const),
    table: fc.constant('public.jobs'),
    key: row,
    before: row,
    after: row,
  },
  { noNullPrototype: true },
)
const anyFinding: fc.Arbitrary<Finding> = fc.record(
  {
    kind: fc.constantFrom('notFound' as const, 'duplicateKey' as const, 'nullKey' as const),
    side: fc.constantFrom('source' as const, 'target' as const),
    key: row,
    rows: fc.nat(9),
  },
  { noNullPrototype: true },
)

/** As the interface's comment says it, on all changes at once. */
function passes({ key, before, after }: Change, { text, field }: PlanFilter): boolean {
  const texts = [key, before, after].flatMap((values) => Object.values(values)).map(shown)
  texts.push(Object.values(key).join('-'))
  const found =
    text === undefined || texts.some((one) => one.toLowerCase().includes(text.toLowerCase()))
  return found && (field === undefined || Object.keys(after).includes(field))
}

const shown = (given: Value): string => given ?? 'null'

describe('plan files', () => {
  it('hold what was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyChange), fc.array(anyFinding), async (changes, findings) => {
        const location = { folder: join(temporaryFolder('plans'), 'plans') }
        const saved = await writePlanFile(location, header, streamOf(itemsOf(changes, findings)))
        await withPlanFile(saved.path, async (file) => {
          assert.deepEqual(await collect(file.changes()), changes)
          assert.deepEqual(await collect(file.findings()), findings)
          assert.deepEqual(file.plan, saved.plan)
          assert.equal(file.path, saved.path)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('hold header, conclusion and counts, and are named by their id', async () => {
    const path = await writePlan([change('1', 'red', 'blue')], [notFound('2'), notFound('3')])
    await withPlanFile(path, ({ plan }) => {
      const { id, createdAt, ...rest } = plan
      assert.deepEqual(rest, { ...header, ...conclusion, changes: 1, undecided: 0, findings: 2 })
      assert.match(createdAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
      assert.match(id, /^[0-9a-f]{16}$/)
      assert.ok(path.endsWith(`${id}.plan`))
      assert.ok(Object.isFrozen(plan) && Object.isFrozen(plan.target.tables[0]?.columns[0]))
      return Promise.resolve()
    })
  })

  it('keep their order when changes and findings alternate', async () => {
    const items = manyChanges.flatMap((one, index) =>
      itemsOf([one], manyFindings.slice(index, index + 1)),
    )
    const { path } = await writePlanFile(
      { folder: temporaryFolder('plans') },
      header,
      streamOf(items),
    )
    await withPlanFile(path, async (file) => {
      assert.deepEqual(await collect(file.changes()), manyChanges)
      assert.deepEqual(await collect(file.findings()), manyFindings)
    })
  })

  it('keep a change that is larger than a block', async () => {
    const large = [
      change('1', 'x'.repeat(3_000_000), 'é\n'.repeat(1_000_000)),
      change('2', null, ''),
    ]
    await withPlanFile(await writePlan(large), async (file) => {
      assert.deepEqual(await collect(file.changes()), large)
    })
  })
})

describe('pages of a plan file', () => {
  let path = ''
  before(async () => {
    path = await writePlan(manyChanges, manyFindings)
  })

  it('are slices of all changes and of all findings', async () => {
    await withPlanFile(path, async (file) => {
      const place = fc.integer({ min: 0, max: 2500 })
      await fc.assert(
        fc.asyncProperty(place, fc.integer({ min: 0, max: 2500 }), async (offset, limit) => {
          const expected = manyChanges
            .map((one, ordinal) => ({ ordinal, change: one }))
            .slice(offset, offset + limit)
          assert.deepEqual(await file.readChanges(offset, limit), {
            total: manyChanges.length,
            items: expected,
          })
          const findings = await file.readFindings(offset, limit)
          assert.equal(findings.total, manyFindings.length)
          assert.deepEqual(findings.items, manyFindings.slice(offset, offset + limit))
          assert.deepEqual((await collect(file.changes(offset)))[0], manyChanges[offset])
        }),
        { numRuns: 25 },
      )
    })
  })

  it('hold what passes a filter', async () => {
    const filter: fc.Arbitrary<PlanFilter> = fc.record(
      { text: fc.constantFrom('', 'red', 'RED', 'null', '7', 'ü', '-', '\n'), field: name },
      { requiredKeys: [] },
    )
    const page = fc.tuple(fc.nat(6), fc.nat(6))
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyChange, { maxLength: 12 }),
        filter,
        page,
        async (changes, wanted, [offset, limit]) => {
          await withPlanFile(await writePlan(changes), async (file) => {
            const matching = changes
              .map((one, ordinal) => ({ ordinal, change: one }))
              .filter((numbered) => passes(numbered.change, wanted))
            const items = matching.slice(offset, offset + limit)
            const expected = { total: matching.length, items }
            assert.deepEqual(await file.readChanges(offset, limit, wanted), expected)
            assert.deepEqual(await file.readChanges(offset, limit, wanted), expected)
          })
        },
      ),
      { numRuns: 100 },
    )
  })

  it('hold the kinds of findings that are asked for', async () => {
    const findings: Finding[] = [
      notFound('1'),
      { ...notFound('2'), kind: 'nullKey' },
      notFound('3'),
    ]
    await withPlanFile(await writePlan([], findings), async (file) => {
      assert.deepEqual(await file.readFindings(1, 5, ['notFound']), {
        total: 2,
        items: [findings[2]],
      })
      assert.deepEqual(await file.readFindings(0, 5, []), { total: 0, items: [] })
    })
  })
})
