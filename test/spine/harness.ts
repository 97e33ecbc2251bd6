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
import type { Side } from './pairs'
import type { Looking, Places } from './places'
import type { ExpectedSection, Scenario, SqlSection } from './scenario'
import { describeOutcomes, describePlan, describeSummary, withoutSchemas } from './scenarioTexts'
import { createSpineWorkspace, readPlan, writeMapping, type ReadPlan } from './spineWorkspace'
import type { Turns } from './turns'

type Ends = Readonly<Record<Side, Looking>>

/** Plays a scenario. Sections that say what is expected are compared with what came. */
export async function checkOperation(
  scenario: Scenario,
  places: Places,
  { raw, drydock }: Turns,
): Promise<void> {
  const workspace = await createSpineWorkspace({
    source: places.source.url,
    target: places.target.url,
  })
  const definition = writeMapping(workspace, scenario.name, mappingFor(scenario, places))
  const plan = async () => readPlan((await planDefinition(workspace, definition, {})).path)
  const expect = (section: ExpectedSection, lines: readonly string[]) =>
    scenario.expect(section, withoutSchemas(lines, [places.source.schema, places.target.schema]))
  const given = await raw((ends) => fill(ends, scenario))

  const planned = await drydock(plan)
  expect('plan.ndjson', describePlan(planned))
  expect('summary.json', describeSummary(planned.plan))
  checkNumbers(planned)

  const before = await raw(async ({ target }) => {
    assert.deepEqual(await target.rows(), given.target, 'planning changes nothing')
    await run(target, scenario.sql('meanwhile.sql', 'target'))
    return target.rows()
  })

  const applied = await drydock(() => applyOnce(workspace, planned))
  expect('outcomes.txt', describeOutcomes(applied.outcomes))
  // What was refused is still to be done, and nothing else is.
  const left = await drydock(plan)
  expect('plan-after.ndjson', describePlan({ ...left, findings: [] }))

  const after = await raw(async ({ target }) => {
    const rows = await target.rows()
    await run(target, scenario.sql('later.sql', 'target'))
    return rows
  })
  expect('after.txt', after)

  const undone = await drydock(() => undoOnce(workspace, applied.run))
  expect('undo-outcomes.txt', describeOutcomes(undone.outcomes.filter(isLeftOut)))
  const back = await raw(({ target }) => target.rows())
  const isOtherwise =
    scenario.sql('later.sql', 'target') !== undefined || scenario.expects('undone.txt')
  if (isOtherwise) expect('undone.txt', back)
  else assert.deepEqual(back, before, 'undo brings every row back')

  // What is not as it was may be in the way of a second run.
  if (!isOtherwise) {
    const again = await drydock(() => applyOnce(workspace, planned))
    assert.notEqual(again.run.id, applied.run.id, 'an undone plan may be applied again')
    assert.deepEqual(again.run.counts, applied.run.counts)
    const rows = await raw(({ target }) => target.rows())
    assert.deepEqual(rows, after, 'applied again, it does the same')
  }
  const source = await raw((ends) => ends.source.rows())
  assert.deepEqual(source, given.source, 'the source is never changed')
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

function mappingFor(scenario: Scenario, { source, target }: Places): object {
  return scenario.mapping({ source: source.schema, target: target.schema })
}

/** Makes the tables of both ends and returns their rows. */
async function fill(
  ends: Ends,
  scenario: Scenario,
): Promise<Readonly<Record<Side, readonly string[]>>> {
  for (const side of ['source', 'target'] as const)
    for (const section of ['both.sql', `${side}.sql`] satisfies SqlSection[])
      await run(ends[side], scenario.sql(section, side))
  return { source: await ends.source.rows(), target: await ends.target.rows() }
}

async function run(end: Looking, sql: string | undefined): Promise<void> {
  if (sql !== undefined) await end.run(sql)
}
