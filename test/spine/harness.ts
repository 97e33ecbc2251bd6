/**
 * The one path of every operation: plan → apply → check → undo → as before → apply again. A scenario says what
 * is in the tables and what shall come of it; this file says what must hold whatever the operation is.
 */
import assert from 'node:assert/strict'
import {
  applyPlanFile,
  planDefinition,
  planUndo,
  readOutcomes,
  type ApplyResult,
  type RowOutcome,
  type Run,
  type Workspace,
} from '../../src/core/index'
import type { RawSession } from '../helpers/engines'
import type { GivenSection, Scenario } from './scenario'
import { describeOutcomes, describePlan, describeSummary } from './scenarioTexts'
import { readPlan, writeMapping, type ReadPlan } from './spineWorkspace'
import type { Turns } from './turns'

/** Plays a scenario. Sections that say what is expected are compared with what came. */
export async function checkOperation(
  workspace: Workspace,
  scenario: Scenario,
  { raw, drydock }: Turns,
): Promise<void> {
  const definition = writeMapping(workspace, scenario.name, scenario.mapping)
  const plan = async () => readPlan((await planDefinition(workspace, definition, {})).path)
  const [given, start] = await raw(async ({ source, target }) => {
    await fill(source, scenario, 'source')
    await fill(target, scenario, 'target')
    return [await readRows(source, scenario), await readRows(target, scenario)]
  })

  const planned = await drydock(plan)
  scenario.expect('plan.ndjson', describePlan(planned))
  scenario.expect('summary.json', describeSummary(planned.plan))
  checkNumbers(planned)

  const before = await raw(async ({ target }) => {
    assert.deepEqual(await readRows(target, scenario), start, 'planning changes nothing')
    await run(target, scenario, 'meanwhile.sql')
    return readRows(target, scenario)
  })

  const applied = await drydock(() => applyOnce(workspace, planned))
  scenario.expect('outcomes.txt', describeOutcomes(applied.outcomes))
  // What was refused is still to be done, and nothing else is.
  const left = await drydock(plan)
  scenario.expect('plan-after.ndjson', describePlan({ ...left, findings: [] }))

  const after = await raw(async ({ target }) => {
    const rows = await readRows(target, scenario)
    await run(target, scenario, 'later.sql')
    return rows
  })
  scenario.expect('after.txt', after)

  const undone = await drydock(() => undoOnce(workspace, applied.run))
  scenario.expect('undo-outcomes.txt', describeOutcomes(undone.outcomes.filter(isLeftOut)))
  const back = await raw(({ target }) => readRows(target, scenario))
  const expectedBack = [scenario.section('later.sql'), scenario.section('undone.txt')].some(
    (section) => section !== undefined,
  )
  if (expectedBack) scenario.expect('undone.txt', back)
  else assert.deepEqual(back, before, 'undo brings every row back')

  // What is not as it was may be in the way of a second run.
  if (!expectedBack) {
    const again = await drydock(() => applyOnce(workspace, planned))
    assert.notEqual(again.run.id, applied.run.id, 'an undone plan may be applied again')
    assert.deepEqual(again.run.counts, applied.run.counts)
    const rows = await raw(({ target }) => readRows(target, scenario))
    assert.deepEqual(rows, after, 'applied again, it does the same')
  }
  const source = await raw((pair) => readRows(pair.source, scenario))
  assert.deepEqual(source, given, 'the source is never changed')
}

interface Carried {
  readonly run: Run
  readonly outcomes: readonly RowOutcome[]
}

/** Applies a plan, and then once more, which must change nothing and name the first run. */
async function applyOnce(workspace: Workspace, { path, plan }: ReadPlan): Promise<Carried> {
  const first = await applyPlanFile(workspace, path, {})
  assert.deepEqual([first.alreadyApplied, first.resumed], [false, false])
  const carried = await checkRun(workspace, first, plan.changes)
  const second = await applyPlanFile(workspace, path, {})
  assert.deepEqual([second.alreadyApplied, second.run.id], [true, first.run.id])
  assert.deepEqual(second.run, carried.run)
  return carried
}

async function undoOnce(workspace: Workspace, { id }: Run): Promise<Carried> {
  const { path, plan } = await planUndo(workspace, id, {})
  const undone = await checkRun(workspace, await applyPlanFile(workspace, path, {}), plan.changes)
  assert.equal(undone.run.undoes, id)
  await assert.rejects(planUndo(workspace, id, {}), { code: 'already-undone' })
  return undone
}

/** Every change of the plan has one outcome, and the run's counts are theirs. */
async function checkRun(
  workspace: Workspace,
  { run }: ApplyResult,
  changes: number,
): Promise<Carried> {
  assert.deepEqual([run.status, run.error], ['completed', null])
  const outcomes = await readOutcomes(workspace, run, { offset: 0, limit: changes + 1 })
  assert.deepEqual(
    outcomes.map(({ ordinal }) => ordinal),
    outcomes.map((_, index) => index),
  )
  const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length
  assert.deepEqual(run.counts, {
    total: changes,
    applied: count('applied'),
    drifted: count('drifted'),
    failed: count('failed'),
  })
  assert.equal(outcomes.length, changes)
  return { run, outcomes }
}

/** The sums that hold for every mapping. */
function checkNumbers({ plan, changes, findings }: ReadPlan): void {
  const sum = (...names: readonly string[]) =>
    names.reduce((total, name) => total + Number(plan.summary[name]), 0)
  assert.equal(
    plan.summary['totalSource'],
    sum('matched', 'notFound', 'duplicateKeys', 'nullKeys'),
    'each row of the source is counted once',
  )
  assert.equal(
    plan.summary['totalTarget'],
    sum('matched', 'notInSource', 'targetDuplicateKeys', 'targetNullKeys'),
    'each row of the target is counted once',
  )
  assert.deepEqual([plan.changes, plan.findings], [changes.length, findings.length])
  assert.equal(sum('updated', 'inserted', 'deleted'), changes.length)
}

function isLeftOut({ outcome }: RowOutcome): boolean {
  return outcome !== 'applied'
}

async function fill(
  session: RawSession,
  scenario: Scenario,
  side: 'source' | 'target',
): Promise<void> {
  await session.query(`create schema "${scenario.name}"`)
  await run(session, scenario, 'both.sql')
  await run(session, scenario, `${side}.sql`)
}

async function run(session: RawSession, scenario: Scenario, section: GivenSection): Promise<void> {
  const sql = scenario.section(section)
  if (sql === undefined) return
  await session.query(`set search_path to "${scenario.name}", public; set time zone 'UTC'`)
  await session.query(sql)
}

/** Every row of every table of the scenario, all columns as one text, in an order of their own. */
async function readRows(session: RawSession, { name }: Scenario): Promise<readonly string[]> {
  await session.query("set time zone 'UTC'")
  const tables = await session.query(
    `select quote_ident(relname) as name from pg_class
where relnamespace = '"${name}"'::regnamespace and relkind in ('r', 'p') and not relispartition
order by relname`,
  )
  const found: string[] = []
  for (const { name: table } of tables) {
    const rows = await session.query(
      `select this_row::text as row from "${name}".${table ?? ''} this_row order by this_row::text collate "C"`,
    )
    const label = tables.length > 1 ? `${table ?? ''}: ` : ''
    found.push(...rows.map(({ row }) => `${label}${row ?? ''}`))
  }
  assert.ok(tables.length > 0, `${name} has no table`)
  return found
}
