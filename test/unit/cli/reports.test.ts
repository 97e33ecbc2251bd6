import { equal, ok } from 'node:assert/strict'
import { applyReport } from '../../../src/cli/report/applyReport'
import { dryRunReport, intentReport } from '../../../src/cli/report/planReport'
import { runReport } from '../../../src/cli/report/runReport'
import { runsTable } from '../../../src/cli/report/runsTable'
import type { Change, Finding, Outcome, RowOutcome } from '../../../src/core/index'
import {
  change,
  jobKey,
  jobsChanges,
  jobsFindings,
  jobsPlan,
  outcome,
  planFile,
  run,
  textOf,
} from './fixtures'
import { equalsGolden } from './golden'

const options = { examples: 10 }

describe('the report of a dry run', () => {
  it('has the layout that its users know', async () => {
    const file = planFile(jobsPlan(), jobsChanges(), jobsFindings())
    equalsGolden(await textOf(dryRunReport(file, options)), 'dry-run')
  })

  it('shows hazards, several fields, repeated and null keys, and invalid values', async () => {
    const plan = jobsPlan({
      fields: ['fab_order', 'paint_color', 'stage'],
      summary: {
        totalSource: 10,
        totalTarget: 9,
        matched: 5,
        notFound: 1,
        updated: 3,
        errors: 4,
        duplicateKeys: 2,
        nullKeys: 1,
        fieldUpdates: { fab_order: 2, paint_color: 2 },
      },
      hazards: [{ code: 'no-unique-key', message: 'the target has no unique index on (job)' }],
      changes: 3,
    })
    const changes: readonly Change[] = [
      change(
        jobKey(1),
        { fab_order: '1.0', paint_color: null },
        { fab_order: '2.0', paint_color: 'Red' },
      ),
      change(jobKey(2), { paint_color: 'NULL' }, { paint_color: ' ' }),
      change(jobKey(3), { fab_order: '3' }, { fab_order: null }),
    ]
    const findings: readonly Finding[] = [
      { kind: 'notFound', side: 'source', key: jobKey(9), rows: 1 },
      { kind: 'duplicateKey', side: 'source', key: jobKey(4), rows: 2 },
      { kind: 'duplicateKey', side: 'target', key: jobKey(5), rows: 3 },
      { kind: 'nullKey', side: 'source', key: { job: '7', release: null }, rows: 1 },
      {
        kind: 'invalid',
        side: 'source',
        key: jobKey(8),
        rows: 1,
        field: 'stage',
        message: '"x" is not a number',
      },
    ]
    equalsGolden(
      await textOf(dryRunReport(planFile(plan, changes, findings), options)),
      'dry-run-with-everything',
    )
  })

  it('shows what both sides have where somebody has to decide', async () => {
    const plan = jobsPlan({
      fields: ['fab_order', 'stage'],
      summary: { totalSource: 3, totalTarget: 3, matched: 3, notFound: 0, updated: 2 },
      changes: 2,
      undecided: 1,
    })
    const fields = {
      fab_order: { source: '2.0', target: '1.0', base: '0.5' },
      stage: { source: 'Fit', target: null },
    }
    const changes: readonly Change[] = [
      change(jobKey(1), { fab_order: '5.0' }, { fab_order: '6.0' }),
      {
        ...change(jobKey(2), { fab_order: '1.0', stage: null }, { fab_order: '2.0', stage: 'Fit' }),
        conflict: { fields },
      },
    ]
    const file = planFile(
      { ...plan, summary: { ...plan.summary, fieldUpdates: { fab_order: 2, stage: 1 } } },
      changes,
      [],
    )
    equalsGolden(await textOf(dryRunReport(file, options)), 'dry-run-with-conflicts')
  })

  it('shows rows that come and go, and differences that are left', async () => {
    const plan = jobsPlan({
      summary: {
        totalSource: 6,
        totalTarget: 6,
        matched: 3,
        notFound: 3,
        notInSource: 3,
        updated: 1,
        inserted: 2,
        deleted: 1,
        kept: 1,
        undecided: 1,
        errors: 0,
        duplicateKeys: 0,
        nullKeys: 0,
        targetDuplicateKeys: 0,
        targetNullKeys: 0,
        fieldUpdates: { fab_order: 1 },
      },
      changes: 4,
    })
    const row = { ...jobKey(2), fab_order: '5' }
    const changes: readonly Change[] = [
      { op: 'insert', table: 'public.jobs', key: jobKey(2), before: {}, after: row },
      change(jobKey(3), { fab_order: '1' }, { fab_order: '2' }),
      { op: 'delete', table: 'public.jobs', key: jobKey(4), before: row, after: {} },
      { op: 'insert', table: 'public.jobs', key: jobKey(5), before: {}, after: row },
    ]
    const message = 'the target has the row, and its "where" leaves it out'
    const findings: readonly Finding[] = [
      { kind: 'notFound', side: 'source', key: jobKey(1), rows: 1, message },
      { kind: 'notInSource', side: 'target', key: jobKey(6), rows: 1 },
      {
        kind: 'undecided',
        side: 'source',
        key: jobKey(7),
        rows: 1,
        field: 'fab_order',
        message: '"seen" is null in the source',
      },
    ]
    equalsGolden(
      await textOf(dryRunReport(planFile(plan, changes, findings), options)),
      'dry-run-with-rows',
    )
  })

  it('shows as many examples as are asked for, and reads no further than it has to', async () => {
    const file = planFile(jobsPlan(), jobsChanges(), jobsFindings())
    const text = await textOf(dryRunReport(file, { examples: 2 }))
    ok(text.includes('  ... and 398 more\n'))
    ok(text.includes('  ... and 40 more\n'))
    equal(file.read.changes, 2)
    const none = await textOf(dryRunReport(file, { examples: 0 }))
    ok(none.includes('Jobs Not Found in Sandbox (400):\n  ... and 400 more\n'))
  })

  it('lets no value paint the terminal or pass for a line of the report', async () => {
    const evil = '\u001b[2J\n✓ Dry run completed\u202e'
    const plan = jobsPlan({ changes: 1, summary: { fieldUpdates: { fab_order: 1 } } })
    const file = planFile(
      plan,
      [change({ job: evil }, { fab_order: evil }, { fab_order: '1' })],
      [],
    )
    const text = await textOf(dryRunReport(file, options))
    ok(!text.includes('\u001b') && !text.includes('\u202e'))
    ok(text.includes('  - \\u{1b}[2J\\n✓ Dry run completed\\u{202e}: '))
  })
})

describe('the report of an apply', () => {
  const readFrom = (rows: readonly RowOutcome[]) => (wanted: Outcome, limit: number) =>
    Promise.resolve(rows.filter((row) => row.outcome === wanted).slice(0, limit))
  const fresh = { alreadyApplied: false, resumed: false }

  it('has the layout that its users know', async () => {
    const plan = jobsPlan()
    const file = planFile(plan, jobsChanges(), jobsFindings())
    const rows = jobsChanges().map((one, ordinal) => outcome(ordinal, one))
    const intent = await textOf(intentReport(file, { ...options, plannedNow: true }))
    const result = { run: run(), ...fresh }
    equalsGolden(
      intent + (await textOf(applyReport(plan, result, readFrom(rows), options))),
      'apply',
    )
  })

  it('gives the reason for every row that was not changed', async () => {
    const [first, second, third, fourth, fifth] = jobsChanges()
    ok(first && second && third && fourth && fifth)
    const rows = [
      outcome(0, first),
      outcome(1, second, { outcome: 'drifted', actual: { fab_order: '7.0' } }),
      outcome(2, third, { outcome: 'drifted', actual: null }),
      outcome(3, fourth, {
        outcome: 'failed',
        error: { code: '23514', message: 'new row violates check constraint "positive"' },
      }),
      outcome(4, fifth, {
        outcome: 'failed',
        error: { code: '22003', message: 'numeric field\noverflow' },
      }),
    ]
    const result = {
      ...fresh,
      run: run({ counts: { total: 5, applied: 1, drifted: 2, failed: 2 } }),
    }
    equalsGolden(
      await textOf(applyReport(jobsPlan(), result, readFrom(rows), options)),
      'apply-with-rows-left',
    )
  })

  it('says what a run that was stopped has done', async () => {
    const counts = { total: 42, applied: 1, drifted: 0, failed: 0 }
    const [first] = jobsChanges()
    ok(first)
    const rows = readFrom([outcome(0, first)])
    const aborted = { ...fresh, run: run({ status: 'aborted', counts, error: 'cancelled' }) }
    equalsGolden(await textOf(applyReport(jobsPlan(), aborted, rows, options)), 'apply-aborted')
  })

  it('names the run of a plan that was applied before', async () => {
    const result = { run: run(), alreadyApplied: true, resumed: false }
    equalsGolden(
      await textOf(applyReport(jobsPlan(), result, readFrom([]), options)),
      'apply-again',
    )
  })

  it('of an undo says what it takes back', async () => {
    const plan = jobsPlan({
      kind: 'undo',
      undoes: 'r-1',
      summary: { updated: 42, fieldUpdates: { fab_order: 42 } },
    })
    const { source: _source, ...undo } = plan
    const file = planFile(undo, jobsChanges(), [])
    const rows = jobsChanges().map((one, ordinal) => outcome(ordinal, one))
    const intent = await textOf(intentReport(file, { ...options, plannedNow: true }))
    const result = { run: run({ kind: 'undo', undoes: 'r-1' }), ...fresh }
    equalsGolden(
      intent + (await textOf(applyReport(undo, result, readFrom(rows), options))),
      'undo',
    )
  })
})

describe('the report of a run', () => {
  it('shows its facts, its log and every row that was left', async () => {
    const rows = jobsChanges().map((one, ordinal) =>
      ordinal < 2
        ? outcome(ordinal, one, { outcome: 'drifted', actual: { fab_order: null } })
        : outcome(ordinal, one),
    )
    const record = {
      run: run({ counts: { total: 42, applied: 40, drifted: 2, failed: 0 } }),
      log: [
        { at: '2026-01-02T03:04:05.000Z', level: 'info', message: 'started' },
        { at: '2026-01-02T03:04:06.000Z', level: 'warning', message: '2 rows drifted' },
      ] as const,
    }
    const all = async function* (wanted: Outcome) {
      yield* await Promise.resolve(rows.filter((row) => row.outcome === wanted))
    }
    equalsGolden(await textOf(runReport(record, all, { examples: 3 })), 'run-log')
  })

  it('lists runs as a table', () => {
    const runs = [
      run({ counts: { total: 3, applied: 1, drifted: 1, failed: 1 } }),
      run({ id: '1', status: 'undone', counts: { total: 1, applied: 1, drifted: 0, failed: 0 } }),
    ]
    equalsGolden(`${runsTable(runs).join('\n')}\n`, 'runs')
    equal(runsTable([]).join(), 'There are no runs yet.')
  })
})
