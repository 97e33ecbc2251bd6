/** A plan becomes a run: found again or begun, locked, carried out, closed. */
import { hostname } from 'node:os'
import type { Database } from '../database/database'
import type { Session } from '../database/session'
import { ensureLedger, hasLedger } from '../ledger/ledgerSchema'
import type { Run } from '../ledger/run'
import { tryLockRun, unlockRun } from '../ledger/runLock'
import { writeRunLog } from '../ledger/runLog'
import { findRunOfPlan, insertRun, newRunId, reopenRun, type RunShape } from '../ledger/runs'
import type { Plan } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import { RefusedError } from '../util/errors'
import { carryOutRun, type CarryOutOptions } from './carryOutRun'
import { checkEnd, readFullIdentity } from './checkTarget'
import { retryTransient } from './retry'

export interface RunPlanOptions extends CarryOutOptions {
  /** The operating-system user who starts it. */
  readonly operator: string
}

export interface AppliedPlan {
  readonly run: Run
  readonly alreadyApplied: boolean
  readonly resumed: boolean
}

/** What is done with the changes of a plan, on the session that has its ledger. */
export interface Work {
  /** Refuses what cannot be done. Writes nothing. */
  check(session: Session): Promise<void>
  /** Keeps others away from what `work` changes, while it does. */
  guard<T>(session: Session, work: () => Promise<T>): Promise<T>
  /** What the changes are about, where it is not what the plan says. */
  shape?(session: Session): Promise<RunShape>
  /** Gives every change that has none an outcome; `resumed` where an earlier process began. Throws what is not about one change. */
  carryOut(session: Session, runId: string, resumed: boolean): Promise<void>
}

/**
 * Carries out the changes of a verified plan file that have no outcome yet. A plan that was applied already, and
 * not undone since, changes nothing. Throws `RefusedError` with nothing written, `RunStoppedError`, or
 * `AbortedError`.
 */
export async function runPlan(
  database: Database<'write'>,
  file: PlanFile,
  work: Work,
  options: RunPlanOptions,
): Promise<AppliedPlan> {
  return database.withSession(async (session) => {
    await checkEnd(session, await readFullIdentity(database, session), file.plan.target)
    const earlier = await findEarlierRun(session, file)
    if (earlier?.status === 'completed')
      return { run: earlier, alreadyApplied: true, resumed: false }
    await work.check(session)
    await retryTransient(() => ensureLedger(session), options.signal)
    return work.guard(session, () => runLocked(session, file, earlier, work, options))
  })
}

async function runLocked(
  session: Session,
  file: PlanFile,
  earlier: Run | undefined,
  work: Work,
  options: RunPlanOptions,
): Promise<AppliedPlan> {
  const runId = earlier?.id ?? (await beginRun(session, file, work, options.operator))
  if (!(await tryLockRun(session, runId))) throw inProgress(runId)
  try {
    const resumed = earlier !== undefined
    if (resumed) await resumeRun(session, runId, options.operator)
    const run = await carryOutRun(session, runId, () => work.carryOut(session, runId, resumed), {
      ...options,
      resumed,
    })
    return { run, alreadyApplied: false, resumed }
  } finally {
    // The lock also ends with the session, which may be broken by now.
    await unlockRun(session, runId).catch(() => undefined)
  }
}

async function findEarlierRun(session: Session, { plan }: PlanFile): Promise<Run | undefined> {
  if (!(await hasLedger(session))) return undefined
  const earlier = await findRunOfPlan(session, plan.id)
  if (earlier?.run.status === 'running') throw inProgress(earlier.run.id)
  return earlier?.run
}

function inProgress(runId: string): RefusedError {
  return new RefusedError('run-in-progress', `run ${runId} is applying this plan right now`, {
    mend: 'wait for it to end',
  })
}

async function beginRun(
  session: Session,
  { plan }: PlanFile,
  work: Work,
  operator: string,
): Promise<string> {
  const id = newRunId()
  const inserted = await insertRun(session, {
    id,
    kind: plan.kind,
    environment: plan.target.environment,
    title: plan.title,
    planId: plan.id,
    definition: plan.definition?.path ?? null,
    definitionHash: plan.definition?.hash ?? null,
    host: hostname(),
    undoes: plan.undoes ?? null,
    operator,
    shape: (await work.shape?.(session)) ?? shapeOf(plan),
    total: plan.changes,
  })
  if (!inserted) {
    const other = await findRunOfPlan(session, plan.id)
    throw inProgress(other?.run.id ?? 'of another process')
  }
  await writeRunLog(
    session,
    id,
    'info',
    `started by ${operator}: ${plan.title}, plan ${plan.id}, ${plan.changes} changes`,
  )
  return id
}

function shapeOf({ key, fields, target, commonState, steps, sync }: Plan): RunShape {
  const { tables } = target
  return {
    ...{ key, fields, tables },
    ...(commonState !== undefined && { commonState }),
    ...(steps !== undefined && { steps }),
    ...(sync !== undefined && { sync }),
  }
}

async function resumeRun(session: Session, runId: string, operator: string): Promise<void> {
  await reopenRun(session, runId, operator)
  await writeRunLog(session, runId, 'info', 'resumed after the last committed batch')
}
