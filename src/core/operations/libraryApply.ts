/** Applying a plan from a script, with every row told to its log. */
import { openPlanFile } from '../plan/planFile'
import type { Workspace } from '../workspace/workspace'
import { applyPlanFile } from './applyPlanFile'
import { changeText, logOutcome, workOptions, type Log, type LogOptions } from './libraryLog'
import type { ApplyResult, SavedPlan } from './results'
import { readOutcomes } from './runs'

export interface WriteOptions extends LogOptions {
  /** Only tells what would be changed. */
  readonly dryRun?: boolean | undefined
  /** Names of guarded environments that may be changed. */
  readonly confirm?: string | readonly string[] | undefined
}

/** The names of `WriteOptions`, besides those of `LogOptions`. */
export const WRITE_OPTIONS: readonly string[] = ['dryRun', 'confirm']

export interface AppliedChanges {
  /** Rows that were changed; in a dry run, those that would be. */
  readonly updated: number
  /** Rows that had moved on since the plan was made: left alone. */
  readonly drifted: number
  /** Rows that the database refused. */
  readonly failed: number
  /** The run in the ledger; null where nothing was written. */
  readonly runId: string | null
  /** The plan had been applied before, by `runId`: nothing was changed now. */
  readonly alreadyApplied: boolean
}

const PAGE = 500

/** Applies a plan, unless it is a dry run. A plan without changes makes no run. */
export async function applyLogged(
  workspace: Workspace,
  saved: SavedPlan,
  options: WriteOptions,
): Promise<AppliedChanges> {
  const { dryRun = false, log, confirm } = options
  const { plan, path } = saved
  const none = { updated: 0, drifted: 0, failed: 0, runId: null, alreadyApplied: false }
  if (dryRun) {
    if (log !== undefined) await logChanges(path, log)
    return { ...none, updated: plan.changes }
  }
  if (plan.changes === 0 && plan.commonState === undefined) {
    log?.('info', 'there is nothing to change')
    return none
  }
  const result = await applyPlanFile(workspace, path, { ...workOptions(options), confirm })
  if (log !== undefined) await logResult(workspace, result, log)
  const { counts, id } = result.run
  return {
    updated: counts.applied,
    drifted: counts.drifted,
    failed: counts.failed,
    runId: id,
    alreadyApplied: result.alreadyApplied,
  }
}

async function logChanges(path: string, log: Log): Promise<void> {
  const file = await openPlanFile(path)
  try {
    for await (const change of file.changes()) log('info', `[DRY RUN] ${changeText(change)}`)
  } finally {
    await file.close()
  }
}

async function logResult(workspace: Workspace, result: ApplyResult, log: Log): Promise<void> {
  const { run, alreadyApplied } = result
  if (alreadyApplied) return log('warning', `this plan was applied already, by run ${run.id}`)
  for (let offset = 0; ; offset += PAGE) {
    const outcomes = await readOutcomes(workspace, run, { offset, limit: PAGE })
    for (const outcome of outcomes) logOutcome(log, outcome)
    if (outcomes.length < PAGE) break
  }
  const { applied, drifted, failed } = run.counts
  log('info', `run ${run.id}: ${applied} applied, ${drifted} drifted, ${failed} failed`)
}
