/** Plans to take a run back. */
import { planUndoOf } from '../undo/planUndo'
import type { Database } from '../database/database'
import { findOpenUndo, findRunById, readRunShape } from '../ledger/runs'
import type { Run } from '../ledger/run'
import type { Hazard } from '../plan/plan'
import { writePlanFile, type PlanStream } from '../plan/writePlanFile'
import { RefusedError, UsageError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd, type ReadEnd } from './openEnd'
import { planUndoOfSteps } from './environmentPlans'
import { planLocation } from './planLocation'
import type { SavedPlan, UndoOptions } from './results'
import { otherDirectionHazards } from './otherDirection'
import { locateRun } from './runs'

/**
 * Writes the plan that takes a run back. Changes that an interrupted undo has taken back already are not in it.
 * Throws `RefusedError` when the run was undone already, is under way, or changed nothing that could be undone.
 */
export async function planUndo(
  workspace: Workspace,
  runId: string,
  options: UndoOptions,
): Promise<SavedPlan> {
  const located = await locateRun(workspace, runId, options)
  const { place } = located
  const hazards = await otherDirectionHazards(workspace, located.run, options)
  const { signal } = options
  const database = await openEnvironment(workspace, place.environment, 'read', {
    signal,
    database: place.database,
  })
  const { steps } = await withReadEnd(database, ({ session }) => readRunShape(session, runId))
  if (steps === true) return undoSteps(workspace, database, located.run, options)
  return withReadEnd(database, async (end) => {
    // Once more, now on the snapshot that the plan is made from.
    const run = await findRunById(end.session, runId)
    if (run === undefined) throw new UsageError(`there is no run "${runId}"`)
    await requireUndoable(end, run)
    const { header, stream } = await planUndoOf(run, { ...end, place }, options)
    return writePlanFile(
      planLocation(workspace, options.out),
      header,
      withHazards(stream, hazards),
      signal,
    )
  })
}

/** An embedded registry has one session: it is looked at first, and planned with then. */
async function undoSteps(
  workspace: Workspace,
  database: Database<'read'>,
  run: Run,
  options: UndoOptions,
): Promise<SavedPlan> {
  await withReadEnd(database, (end) => requireUndoable(end, run))
  return planUndoOfSteps(workspace, run, options)
}

/** What the planner of one database cannot know comes first. */
async function* withHazards(stream: PlanStream, hazards: readonly Hazard[]): PlanStream {
  const conclusion = yield* stream
  return { ...conclusion, hazards: [...hazards, ...conclusion.hazards] }
}

async function requireUndoable({ session }: ReadEnd, run: Run): Promise<void> {
  if (run.status === 'undone')
    throw new RefusedError(
      'already-undone',
      `run ${run.id} was undone by run ${run.undoneBy ?? 'unknown'}`,
      {
        mend: `to bring its changes back, apply its plan again or undo ${run.undoneBy ?? 'that run'}`,
      },
    )
  if (run.status === 'running')
    throw new RefusedError('run-in-progress', `run ${run.id} is under way`, {
      mend: 'wait for it to end, or cancel it',
    })
  const open = await findOpenUndo(session, [run.id])
  if (open?.status === 'running')
    throw new RefusedError('run-in-progress', `run ${open.id} is undoing run ${run.id} right now`, {
      mend: 'wait for it to end',
    })
}
