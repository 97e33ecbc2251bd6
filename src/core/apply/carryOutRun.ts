/** The work of a run, and its end in the ledger. */
import type { Database } from '../database/database'
import { isDatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import type { Run } from '../ledger/run'
import { writeRunLog } from '../ledger/runLog'
import { closeRun, hasPlan } from '../ledger/runs'
import { AbortedError, DatabaseOperationError, RefusedError } from '../util/errors'
import type { WorkOptions } from '../util/progress'

export interface CarryOutOptions extends WorkOptions {
  /** The same database without the signal: a cancelled run is still closed. */
  readonly closing: Database<'write'>
  /** Called once nothing refuses the run any more and before it writes; `resumed` where it has written before. */
  readonly beforeWriting?: (resumed: boolean) => Promise<void>
}

/** A run that stopped before its end for a reason that was not one row. Whole batches are committed. */
export class RunStoppedError extends DatabaseOperationError {
  override readonly name = 'RunStoppedError'
  constructor(
    readonly run: Run,
    cause: Error,
  ) {
    super('run-failed', `run ${run.id} stopped ${howFar(run)}: ${cause.message}`, {
      cause,
      mend: causeMend(cause) ?? mendOf(run),
    })
  }
}

/** Runs without a plan know how many changes there are at their end only. */
function howFar(run: Run): string {
  const { applied, total } = run.counts
  return hasPlan(run) ? `after ${applied} of ${total} changes` : `after ${applied} changes`
}

function mendOf(run: Run): string {
  return hasPlan(run)
    ? `apply the same plan to go on where it stopped, or undo ${run.id} to take back what is done`
    : `run it again to add what is left, or undo ${run.id} to take back what is done`
}

/** A refusal says itself what can be done about it. */
function causeMend(cause: Error): string | undefined {
  return cause instanceof RefusedError ? cause.mend : undefined
}

/**
 * Does the work of a run whose lock is held, and closes it, whatever becomes of the work. Throws `RunStoppedError`, or
 * `AbortedError`.
 */
export async function carryOutRun(
  session: Session,
  runId: string,
  work: () => Promise<void>,
  options: CarryOutOptions & { readonly resumed: boolean },
): Promise<Run> {
  try {
    await options.beforeWriting?.(options.resumed)
    await work()
    const run = await closeRun(session, runId, 'completed', null)
    const { applied, drifted, failed } = run.counts
    await writeRunLog(
      session,
      runId,
      'info',
      `completed: ${applied} applied, ${drifted} drifted, ${failed} failed`,
    )
    return run
  } catch (error) {
    throw await closeStoppedRun(options.closing, runId, error)
  }
}

/**
 * Writes down why a run stopped. Where even that is impossible the ledger shows it as interrupted, because its
 * lock is free.
 */
async function closeStoppedRun(
  closing: Database<'write'>,
  runId: string,
  error: unknown,
): Promise<Error> {
  const cause = error instanceof Error ? error : new Error(String(error))
  const aborted = cause instanceof AbortedError || isDatabaseError(cause, 'cancelled')
  const closed = await closing
    .withSession(async (session) => {
      const run = await closeRun(
        session,
        runId,
        aborted ? 'aborted' : 'failed',
        aborted ? null : cause.message,
      )
      await writeRunLog(
        session,
        runId,
        aborted ? 'warning' : 'error',
        aborted ? 'cancelled' : cause.message,
      )
      return run
    })
    .catch(() => undefined)
  if (aborted) return new AbortedError(cause, runId)
  return closed === undefined ? interrupted(runId, cause) : new RunStoppedError(closed, cause)
}

function interrupted(runId: string, cause: Error): DatabaseOperationError {
  return new DatabaseOperationError(
    'run-interrupted',
    `run ${runId} was interrupted: ${cause.message}`,
    {
      cause,
      mend: 'when the database can be reached again, apply the same plan to go on, or undo the run',
    },
  )
}
