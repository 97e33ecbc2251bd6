import assert from 'node:assert/strict'
import type { Plan, PlanEnd, Row, Run, RunStatus } from '../../../src/core/index'
import { canApply, outcomeText, whyNot } from '../../../src/views/plan/app/readiness'
import { PanelDecisions } from '../../../src/views/plan/decisions'
import { excerpt, excerptPair, longest } from '../../../src/views/plan/excerpt'
import {
  changeCounts,
  changeView,
  counters,
  findingView,
  planView,
} from '../../../src/views/plan/planView'
import { whatWasFound } from '../../../src/views/plan/outcomeView'
import { decideReadiness } from '../../../src/views/plan/readiness'

const end = (environment: string): PlanEnd => ({
  environment,
  address: `${environment}.example:5432/jobs`,
  identity: {
    engine: 'postgres',
    server: '1',
    address: `${environment}.example:5432`,
    startedAt: '2026-01-01T00:00:00Z',
    database: 'jobs',
    databaseId: '2',
    token: null,
  },
  tables: [],
})

const plan: Plan = {
  id: 'p1',
  kind: 'mapping',
  createdAt: '2026-01-02T03:04:05Z',
  title: 'jobs: production → sandbox',
  definition: { path: 'fab-order.mapping.jsonc', hash: 'h' },
  source: end('production'),
  target: end('sandbox'),
  key: ['job', 'release'],
  fields: ['fab_order', 'stage'],
  summary: {
    totalSource: 1250,
    totalTarget: 890,
    matched: 850,
    notFound: 400,
    updated: 42,
    errors: 1,
    duplicateKeys: 1,
    nullKeys: 0,
    fieldUpdates: { fab_order: 42, stage: 0 },
  },
  hazards: [],
  changes: 42,
  undecided: 0,
  findings: 401,
}

const saved = { path: '/plans/p1.plan', plan }

function run(status: RunStatus, planId = 'p1'): Run {
  return {
    id: `run-${status}`,
    kind: 'mapping',
    environment: 'sandbox',
    status,
    title: plan.title,
    startedAt: '2026-01-02T03:04:06Z',
    completedAt: null,
    counts: { total: 42, applied: 40, drifted: 2, failed: 0 },
    error: null,
    planId,
    definition: null,
    undoes: null,
    undoneBy: null,
    operator: 'someone',
  }
}

describe('what the page shows of a plan', () => {
  it('has the numbers in words that users know, and no detail that is zero', () => {
    assert.deepEqual(
      counters(plan).map(({ label, count }) => `${label} ${count}`),
      [
        'Source rows 1250',
        'Target rows 890',
        'Matched 850',
        'Not found 400',
        'To update 42',
        'Errors 1',
        'Duplicate keys 1',
      ],
    )
  })

  it('says of an undo what goes, and what was edited since', () => {
    const numbersOf = (summary: Plan['summary']) =>
      counters({ ...plan, kind: 'undo', summary }).map(({ label, count }) => `${label} ${count}`)
    assert.deepEqual(numbersOf({ updated: 0, deleted: 1, edited: 2, fieldUpdates: {} }), [
      'To delete 1',
      'Edited since the run 2',
    ])
    assert.deepEqual(numbersOf({ updated: 0, fieldUpdates: {} }), ['To take back 0'])
  })

  it('has a column for each field that changes, and tells findings apart', () => {
    const view = planView(plan, 400)
    assert.deepEqual(view.fields, [{ name: 'fab_order', count: 42 }])
    assert.equal(view.notFound, 400)
    assert.equal(view.problems, 1)
    assert.deepEqual(view.source, {
      environment: 'production',
      address: 'production.example:5432/jobs',
    })
  })

  it('has all fields where the plan does not count them', () => {
    const view = planView({ ...plan, summary: { updated: 3 } }, 0)
    assert.deepEqual(view.fields, [
      { name: 'fab_order', count: null },
      { name: 'stage', count: null },
    ])
  })

  it('shows a change by the order of key and fields, with null as null', () => {
    const change = {
      op: 'update',
      table: 'public.jobs',
      key: { release: 'A', job: '10001' },
      before: { fab_order: null },
      after: { fab_order: 'NULL' },
    } as const
    assert.deepEqual(changeView({ ordinal: 5, change }, planView(plan, 0)), {
      ordinal: 5,
      op: 'update',
      matchedBy: '',
      key: ['10001', 'A'],
      fields: [[0, null, 'NULL']],
      conflicts: [],
    })
    const conflict = { fields: { fab_order: { source: 'NULL', target: null } } }
    const asked = changeView({ ordinal: 5, change: { ...change, conflict } }, planView(plan, 0))
    assert.deepEqual(asked.conflicts, [0])
  })

  it('shows a version of a record beside the one that it comes after', () => {
    const ingestion = {
      ...plan,
      key: ['external_id'],
      fields: ['raw_data'],
      summary: { inserted: 2 },
    }
    const view = planView(ingestion, 0)
    const shown = (before: Row, known: string | null) => {
      const common = {
        op: 'insert',
        table: 'bronze.raw_entities',
        key: { external_id: '7' },
      } as const
      const version = { known, hash: 'b' }
      const change = { ...common, before, after: { raw_data: '{"a":2}' }, version }
      const { op, word, fields } = changeView({ ordinal: 0, change }, view)
      return [op, word, fields]
    }
    assert.deepEqual(shown({}, null), ['insert', 'new', [[0, null, '{"a":2}']]])
    const changed = shown({ raw_data: '{"a":1}' }, 'a')
    assert.deepEqual(changed, ['update', 'changed', [[0, '{"a":1}', '{"a":2}']]])
  })

  it('does not count what a run has kept besides its changes', () => {
    const counts = { total: 5, applied: 1, drifted: 0, failed: 4 }
    const changed = changeCounts(counts, { ...plan, changes: 2 })
    assert.deepEqual(changed, { total: 2, applied: 1, drifted: 0, failed: 1 })
  })

  it('says what is wrong with a row in words', () => {
    const finding = {
      kind: 'nullKey',
      side: 'target',
      key: { job: null, release: 'A' },
      rows: 2,
    } as const
    assert.deepEqual(findingView(finding, planView(plan, 0)), {
      problem: 'null in the key',
      side: 'target',
      key: [null, 'A'],
      rows: 2,
      field: '',
      message: '',
      inTarget: false,
    })
  })

  it('names a row of other columns by all of them', () => {
    const key = { mail: 'a@b.c', no: null }
    const finding = { kind: 'notFound', side: 'source', key, rows: 1 } as const
    assert.deepEqual(findingView(finding, planView(plan, 0)).key, ['mail a@b.c, no NULL', ''])
  })

  it('says which rows a matcher could not tell apart', () => {
    const ambiguity = {
      matcher: 'by name',
      values: ['smith'],
      source: { rows: 1, keys: [{ id: '7' }] },
      target: { rows: 3, keys: [{ id: '12' }, { id: '14' }] },
    }
    const finding = { kind: 'ambiguous', side: 'source', key: {}, rows: 1, ambiguity } as const
    const { problem, message, inTarget } = findingView(finding, planView(plan, 0))
    assert.equal(problem, 'ambiguous match')
    assert.equal(
      message,
      'by name: “smith” is in 1 row of the source (7) and 3 rows of the target (12, 14, …)',
    )
    assert.equal(inTarget, false)
  })

  it('tells of a drifted row what was found where something else was planned for', () => {
    const row = { op: 'update', before: { a: '1', b: null } } as const
    assert.equal(whatWasFound({ ...row, actual: { a: '2', b: null } }), 'a is 2 and was 1')
    assert.equal(
      whatWasFound({ ...row, actual: { a: '1', b: 'NULL' } }),
      'b is "NULL" and was NULL',
    )
    assert.equal(whatWasFound({ ...row, actual: null }), 'the row is gone')
    const taken = { op: 'insert', before: {}, actual: { a: '2' } } as const
    assert.equal(whatWasFound(taken), 'a row with this key is there already')
  })
})

describe('excerpts of long values', () => {
  it('leave short values alone', () => {
    assert.equal(excerpt('x'.repeat(longest)), 'x'.repeat(longest))
    assert.equal(excerpt(null), null)
    assert.deepEqual(excerptPair('a', 'b'), ['a', 'b'])
  })

  it('begin shortly before the first difference', () => {
    const same = 'x'.repeat(10_000)
    const [before, after] = excerptPair(`${same}1${same}`, `${same}2${same}`)
    assert.match(before ?? '', /^…x{40}1x+…$/)
    assert.match(after ?? '', /^…x{40}2x+…$/)
  })

  it('never show half a character', () => {
    for (const shift of ['', 'x'])
      assert.doesNotMatch(excerpt(shift + '🚢'.repeat(1000)) ?? '', /\p{Cs}/u)
  })
})

describe('whether a plan can be applied', () => {
  const open = { environment: 'sandbox', protection: 'open' } as const
  const undecided = new PanelDecisions().view(0)

  it('cannot be before every conflict is decided', () => {
    const view = planView({ ...plan, undecided: 2 }, 0)
    const readiness = decideReadiness(saved, open, [])
    const decisions = new PanelDecisions()
    const state = () => {
      const decided = decisions.view(view.conflicts)
      return [canApply(view, readiness, decided), whyNot(view, readiness, decided)]
    }
    assert.deepEqual(state(), [false, '2 conflicts to decide first'])
    decisions.decide({ ordinal: 3, fields: ['a'], all: ['a', 'b'], side: 'source' })
    assert.deepEqual(state(), [false, '2 conflicts to decide first'])
    decisions.decide({ ordinal: 3, fields: ['b'], all: ['a', 'b'], side: 'target' })
    assert.deepEqual(state(), [false, '1 conflict to decide first'])
    decisions.decide({ ordinal: 9, fields: ['a'], all: ['a'], side: 'target' })
    assert.deepEqual(state(), [true, undefined])
    assert.deepEqual(decisions.decisions, {
      rows: { 3: { a: 'source', b: 'target' }, 9: { a: 'target' } },
      otherwise: undefined,
    })
    decisions.decideAll('source')
    assert.deepEqual(decisions.decisions, { rows: {}, otherwise: 'source' })
    assert.deepEqual(state(), [true, undefined])
    decisions.decideAll(null)
    assert.deepEqual(state(), [false, '2 conflicts to decide first'])
  })

  it('can be when its target is open', () => {
    const readiness = decideReadiness(saved, open, [])
    assert.deepEqual(readiness, { kind: 'ready', guarded: false, resumes: null })
    assert.equal(whyNot(planView(plan, 0), readiness, undecided), undefined)
  })

  it('asks for a name when its target is guarded', () => {
    const readiness = decideReadiness(saved, { ...open, protection: 'guarded' }, [])
    assert.match(whyNot(planView(plan, 0), readiness, undecided) ?? '', /typed/)
  })

  it('cannot be when its target is locked, and says why', () => {
    const locked = { ...open, protection: 'locked', reason: 'production is the same database' }
    const readiness = decideReadiness(saved, { ...locked, protection: 'locked' }, [])
    const why = whyNot(planView(plan, 0), readiness, undecided) ?? ''
    assert.match(why, /“sandbox” is locked/)
    assert.match(why, /production is the same database/)
  })

  it('has nothing to apply when nothing changes', () => {
    const empty = planView({ ...plan, changes: 0 }, 0)
    assert.equal(whyNot(empty, decideReadiness(saved, open, []), undecided), 'Nothing to apply')
  })

  it('is over once it has been applied', () => {
    const readiness = decideReadiness(saved, open, [run('completed', 'other'), run('completed')])
    assert.equal(readiness.kind, 'applied')
  })

  it('can be again after it was undone', () => {
    const readiness = decideReadiness(saved, open, [run('undone')])
    assert.deepEqual(readiness, { kind: 'ready', guarded: false, resumes: null })
  })

  it('can be continued after an interruption', () => {
    const readiness = decideReadiness(saved, open, [run('interrupted')])
    assert.ok(readiness.kind === 'ready')
    assert.equal(readiness.resumes?.status, 'interrupted')
  })

  it('tells what became of it', () => {
    const counts = { runId: 'r', total: 1252, applied: 1250, drifted: 2, failed: 0 }
    assert.equal(
      outcomeText({ ...counts, status: 'completed' }),
      'Applied 1,250 of 1,252 changes, 2 drifted.',
    )
    assert.equal(
      outcomeText({ runId: 'r', status: 'completed', total: 1, applied: 1, drifted: 0, failed: 0 }),
      'Applied 1 change.',
    )
    assert.equal(
      outcomeText({ ...counts, status: 'aborted' }),
      'Applied 1,250 of 1,252 changes, 2 drifted; the run is aborted. Applying the plan again continues it.',
    )
  })
})
