import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import type { Decisions } from '../../../src/core/decide/decisions'
import { decidePlan } from '../../../src/core/decide/decidePlan'
import type { Change, Plan } from '../../../src/core/plan/plan'
import { openPlanFile, type PlanFile } from '../../../src/core/plan/planFile'
import { writePlanPair } from '../../../src/core/plan/writePlanFile'
import { temporaryFolder } from '../../helpers/temporary'
import { change, conclusion, header, itemsOf, notFound, streamOf, writePlan } from './planSamples'

/** A change whose colour, and size where it is given, somebody has to decide. */
function conflict(job: string, more: Change['after'] = {}): Change {
  const back = { field: 'Farbe', before: 'red', after: 'blue' }
  return {
    ...change(job, 'blue', 'red'),
    before: { colour: 'blue', ...(more['size'] !== undefined && { size: '0' }) },
    after: { colour: 'red', ...more },
    conflict: {
      fields: {
        colour: { source: 'red', target: 'blue', base: 'green', back },
        ...(more['size'] !== undefined && { size: { source: '1', target: '0' } }),
      },
      sourceKey: { Auftrag: job },
    },
  }
}

interface Decided {
  readonly changes: readonly Change[]
  readonly undecided: number
  readonly back: readonly Change[]
  readonly file: PlanFile
  readonly companion: Plan | undefined
}

async function decide(path: string, decisions: Decisions): Promise<Decided> {
  const file = await openPlanFile(path)
  const companion =
    file.plan.companion === undefined
      ? undefined
      : await openPlanFile(join(path, '..', file.plan.companion.file))
  const { header: head, back, stream } = await decidePlan(file, companion, decisions)
  if (back === undefined) throw new Error('the plan has a source')
  const { path: decidedPath } = await writePlanPair(
    { folder: join(temporaryFolder('plans'), 'plans') },
    head,
    back,
    stream,
  )
  const decided = await openPlanFile(decidedPath)
  const { plan } = decided
  const other = plan.companion && (await openPlanFile(join(decidedPath, '..', plan.companion.file)))
  return {
    changes: await collect(decided.changes()),
    undecided: plan.undecided,
    back: other === undefined ? [] : await collect(other.changes()),
    file: decided,
    companion: other?.plan,
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('decisions', () => {
  it('count as undecided in the plan that needs them', async () => {
    const { plan } = await openPlanFile(await writePlan([change('1', 'a', 'b'), conflict('2')]))
    assert.deepEqual([plan.changes, plan.undecided], [2, 1])
  })

  it('for the source leave the change without its conflict', async () => {
    const path = await writePlan([change('1', 'a', 'b'), conflict('2')], [notFound('9')])
    const { changes, undecided, back, file } = await decide(path, { rows: { 1: 'source' } })
    assert.deepEqual(changes, [change('1', 'a', 'b'), change('2', 'blue', 'red')])
    assert.deepEqual([undecided, back], [0, []])
    assert.equal(file.plan.decides, (await openPlanFile(path)).plan.id)
    assert.deepEqual(await collect(file.findings()), [notFound('9')])
    assert.deepEqual(file.plan.summary, {
      ...conclusion.summary,
      updated: 2,
      fieldUpdates: { colour: 2 },
    })
  })

  it('for the target send its value back', async () => {
    const path = await writePlan([conflict('2')])
    const { changes, back, companion } = await decide(path, { rows: {}, otherwise: 'target' })
    assert.deepEqual(changes, [])
    assert.deepEqual(back, [
      {
        op: 'update',
        table: 'public.jobs',
        key: { Auftrag: '2' },
        before: { Farbe: 'red' },
        after: { Farbe: 'blue' },
      },
    ])
    assert.deepEqual([companion?.key, companion?.fields], [['Auftrag'], ['Farbe']])
  })

  it('may differ by field, and one row beats the rule for all', async () => {
    const path = await writePlan([conflict('1', { size: '1' }), conflict('2')])
    const rows = { 0: { colour: 'target', size: 'source' } } as const
    const { changes, back } = await decide(path, { rows, otherwise: 'source' })
    assert.deepEqual(
      changes.map(({ before, after }) => [before, after]),
      [
        [{ size: '0' }, { size: '1' }],
        [{ colour: 'blue' }, { colour: 'red' }],
      ],
    )
    assert.deepEqual(
      back.map(({ key }) => key),
      [{ Auftrag: '1' }],
    )
  })

  it('of a few of its fields leave the others to be decided', async () => {
    const path = await writePlan([conflict('1', { size: '1' })])
    const forTarget = await decide(path, { rows: { 0: { colour: 'target' } } })
    const { colour: _colour, ...fields } = conflict('1', { size: '1' }).conflict?.fields ?? {}
    assert.deepEqual(
      forTarget.changes.map(({ before, after, conflict: left }) => [before, after, left?.fields]),
      [[{ size: '0' }, { size: '1' }, fields]],
    )
    assert.deepEqual([forTarget.undecided, forTarget.back.length], [1, 1])
    const forSource = await decide(path, { rows: { 0: { size: 'source' } } })
    assert.deepEqual(
      forSource.changes.map(({ after, conflict: left }) => [
        after,
        Object.keys(left?.fields ?? {}),
      ]),
      [[{ colour: 'red', size: '1' }, ['colour']]],
    )
    assert.deepEqual([forSource.undecided, forSource.back], [1, []])
  })

  it('join what goes back to the same row anyway', async () => {
    const location = { folder: join(temporaryFolder('plans'), 'plans') }
    const goesBack: Change = {
      ...change('2', 'x', 'y'),
      key: { Auftrag: '2' },
      before: { Groesse: '1' },
      after: { Groesse: '2' },
    }
    const items = [
      ...itemsOf([conflict('2'), conflict('3')], []),
      { kind: 'change', change: goesBack, back: true } as const,
    ]
    const back = { header, hazardsOf: () => [] }
    const { path, plan } = await writePlanPair(location, header, back, streamOf(items))
    const other = await openPlanFile(join(dirname(path), plan.companion?.file ?? ''))
    const { updated, fieldUpdates } = other.plan.summary
    await other.close()
    assert.deepEqual([updated, fieldUpdates], [1, { Groesse: 1 }])
    const decided = await decide(path, { rows: {}, otherwise: 'target' })
    assert.deepEqual(
      decided.back.map(({ key, before, after }) => [key, before, after]),
      [
        [{ Auftrag: '2' }, { Groesse: '1', Farbe: 'red' }, { Groesse: '2', Farbe: 'blue' }],
        [{ Auftrag: '3' }, { Farbe: 'red' }, { Farbe: 'blue' }],
      ],
    )
  })
})
