/** What became of a plan: the rows that were changed, and every reason for one that was not. */
import type { ApplyResult, Outcome, Plan, Row, RowOutcome, Run } from '../../core/index'
import { countOf, rule, type Lines } from './layout'
import { planNoun, type PlanReportOptions } from './planReport'
import type { Noun } from './nouns'
import { ingestApplied } from './ingestReport'
import { stepsDone } from './stepsReport'
import { fieldUpdates, summaryNumber } from './summary'
import { visible, visibleChanges, visibleKey, visibleValue } from './visible'

/** Reads the first outcomes of one sort. */
export type ReadOutcomes = (outcome: Outcome, limit: number) => Promise<readonly RowOutcome[]>

/** The second part of an apply's report. */
export async function* applyReport(
  plan: Plan,
  result: ApplyResult,
  readOutcomes: ReadOutcomes,
  { examples }: PlanReportOptions,
): Lines {
  if (plan.steps === true) return yield* stepsDone(plan, result, readOutcomes)
  if (result.alreadyApplied) {
    yield* alreadyAppliedLines(result.run)
    return
  }
  const { run } = result
  if (plan.kind === 'ingest') return yield* ingestApplied(plan, result, readOutcomes, examples)
  yield* [rule, 'Applying Updates...', `Total updates to apply: ${run.counts.total}`]
  for (const outcome of ['applied', 'drifted', 'failed'] as const) {
    const count = run.counts[outcome]
    const rows = count === 0 ? [] : await readOutcomes(outcome, examples)
    yield* rows.map((row) => `  ${outcomeLine(row, planNoun(plan))}`)
    if (count > rows.length) yield `  ... (${count} ${outcome === 'applied' ? 'total' : outcome})`
  }
  yield* resultLines(plan, run)
  yield rule
  yield* runLines(result)
}

function alreadyAppliedLines({ id, startedAt, status }: Run): readonly string[] {
  return [
    rule,
    `✓ This plan was applied already, by run ${visible(id)} at ${visible(startedAt)} (${status})`,
    '  Nothing was changed.',
    rule,
  ]
}

/** `✓ Job 10001-A: fab_order 500.0 → 510.0`. */
export function outcomeLine(row: RowOutcome, { One }: Noun): string {
  const name = `${One} ${visibleKey(row.key)}`
  const changes = visibleChanges(row)
  switch (row.outcome) {
    case 'applied':
      if (row.digest !== undefined)
        return `✓ ${name}: inserted, and ${row.actual === null ? 'gone' : 'edited'} since`
      return `✓ ${name}: ${changes}`
    case 'drifted':
      return `! ${name} drifted: ${driftText(row)}; left alone`
    case 'failed':
      return `✗ ${name}: ${changes}: ${errorText(row)}`
  }
}

function driftText({ op, before, actual }: RowOutcome): string {
  if (op === 'insert' && Object.keys(before).length === 0) return 'the key is there already'
  if (actual === null || actual === undefined) return 'the row is gone'
  const moved = Object.keys(before).filter((field) => actual[field] !== before[field])
  const fields = moved.length > 0 ? moved : Object.keys(before)
  return fields.map((field) => fieldDrift(field, before, actual)).join(', ')
}

function fieldDrift(field: string, before: Row, actual: Row): string {
  return `${visible(field)} is ${visibleValue(actual[field])} and was ${visibleValue(before[field])}`
}

function errorText({ error }: RowOutcome): string {
  return error === undefined
    ? 'refused by the database'
    : `${visible(error.message)} (${visible(error.code)})`
}

function resultLines(plan: Plan, { counts, status, error }: Run): readonly string[] {
  const { one, many } = planNoun(plan)
  const { applied, drifted, failed, total } = counts
  const nothing = applied + drifted + failed === 0 && status === 'completed'
  return [
    ...(nothing ? ['✓ Nothing to update'] : []),
    ...(applied > 0 ? [`✓ Successfully ${doneText(plan, applied)}`] : []),
    ...(drifted > 0 ? [`! ${countOf(drifted, one, many)} drifted: left alone`] : []),
    ...(failed > 0 ? [`✗ ${countOf(failed, one, many)} refused by the database`] : []),
    ...(status === 'completed'
      ? []
      : [unfinishedLine({ status, error, left: total - applied - drifted - failed })]),
  ]
}

/** `updated 42 fab_order values`, `updated 3 jobs, inserted 10 jobs`, `took back 5 jobs`. */
function doneText(plan: Plan, applied: number): string {
  const { one, many } = planNoun(plan)
  const number = (name: string) => summaryNumber(plan.summary, name)
  const [inserted, deleted] = [number('inserted'), number('deleted')]
  const isWhole = inserted + deleted > 0
  if (plan.kind !== 'undo' && isWhole) {
    // Which rows a run did not reach or could not change is in its log.
    if (applied < plan.changes) return `changed ${countOf(applied, one, many)}`
    const counts = { updated: applied - inserted - deleted, inserted, deleted }
    return Object.entries(counts)
      .flatMap(([done, count]) => (count > 0 ? [`${done} ${countOf(count, one, many)}`] : []))
      .join(', ')
  }
  const [field, ...others] = fieldUpdates(plan).flatMap(([name, count]) =>
    count > 0 ? [name] : [],
  )
  const what =
    field !== undefined && others.length === 0 && !isWhole
      ? `${applied} ${visible(field)} ${applied === 1 ? 'value' : 'values'}`
      : countOf(applied, one, many)
  return `${plan.kind === 'undo' ? 'took back' : 'updated'} ${what}`
}

function unfinishedLine(run: Pick<Run, 'status' | 'error'> & { readonly left: number }): string {
  const reason = run.error === null ? '' : `: ${visible(run.error)}`
  return `✗ Run ${run.status}${reason} (${countOf(run.left, 'update', 'updates')} not reached)`
}

function runLines({ run, resumed }: ApplyResult): readonly string[] {
  const id = visible(run.id)
  return [
    `Run: ${id}${resumed ? ' (continued)' : ''}`,
    ...(run.counts.failed + run.counts.drifted > 0
      ? [`See all of it with: drydock log ${id}`]
      : []),
    ...(run.counts.applied > 0 && run.kind !== 'undo' ? [`Undo it with: drydock undo ${id}`] : []),
  ]
}
