/** Plans and runs as JSON. Database values are strings with the exact text, or null. */
import type {
  ApplyResult,
  Change,
  Finding,
  Plan,
  PlanEnd,
  Row,
  RowOutcome,
  Run,
  SavedPlan,
} from '../../core/index'

/** A plan as one object. */
export function planJson({ plan, path }: SavedPlan): Readonly<Record<string, unknown>> {
  return {
    planId: plan.id,
    kind: plan.kind,
    status: 'planned',
    summary: plan.summary,
    title: plan.title,
    path,
    createdAt: plan.createdAt,
    definition: plan.definition?.path ?? null,
    undoes: plan.undoes ?? null,
    source: plan.source === undefined ? null : endJson(plan.source),
    target: endJson(plan.target),
    key: plan.key,
    fields: plan.fields,
    strategy: plan.strategy ?? null,
    types: plan.types ?? [],
    hazards: plan.hazards,
    changes: plan.changes,
    undecided: plan.undecided,
    companion: plan.companion?.id ?? null,
    findings: plan.findings,
  }
}

function endJson({ environment, address, tables }: PlanEnd) {
  return { environment, address, tables: tables.map(({ schema, name }) => `${schema}.${name}`) }
}

/**
 * A change as one line. Where somebody has to decide, it has the number by which decisions name it. `goesBack` says that
 * it is one of the mapping's source.
 */
export function changeJson(change: Change, ordinal: number, goesBack = false): string {
  const { op, table, key, before, after, matchedBy, conflict } = change
  return JSON.stringify({
    ...({ op, table, key, before, after } satisfies Readonly<
      Record<'op' | 'table', string> & Record<'key' | 'before' | 'after', Row>
    >),
    ...(goesBack && { goesBack }),
    ...(matchedBy !== undefined && { matchedBy }),
    ...(conflict !== undefined && { change: ordinal, undecided: Object.keys(conflict.fields) }),
  })
}

/** A finding as one line. */
export function findingJson({ kind, ...finding }: Finding): string {
  return JSON.stringify({ finding: kind, ...finding })
}

/** What became of a change, as one line. */
export function outcomeJson(row: RowOutcome): string {
  const { outcome, op, table, key, before, after, actual, error } = row
  return JSON.stringify({ outcome, op, table, key, before, after, actual, error })
}

/** A run as one object. */
export function runJson(run: Run): Readonly<Record<string, unknown>> {
  const { id, kind, status, counts, ...rest } = run
  return { runId: id, kind, status, summary: counts, ...rest }
}

/** An apply's result as one object. */
export function applyJson(result: ApplyResult): Readonly<Record<string, unknown>> {
  const { run, alreadyApplied, resumed, companion } = result
  return {
    ...runJson(run),
    alreadyApplied,
    resumed,
    ...(companion !== undefined && { companion: applyJson(companion) }),
  }
}

/** The object for a plan without changes, for which there is no run. */
export function nothingToApplyJson({ id, kind, target }: Plan): Readonly<Record<string, unknown>> {
  const summary = { total: 0, applied: 0, drifted: 0, failed: 0 }
  const { environment } = target
  return { runId: null, kind, status: 'completed', summary, planId: id, environment }
}
