/** Undo Run: plans how to take a run back, shows that plan, and applies it once it is confirmed. */
import type { RunAddress, RunReference } from '../../contributions'
import { isUndoable } from '../../views/runs/describeRun'
import type { CommandContext } from '../context'
import { applyReviewed } from '../plan/applyReviewed'
import { withCoreProgress } from '../progress'
import { askForRun } from './askForRun'

export async function undoRun(
  context: CommandContext,
  of?: RunReference | RunAddress,
): Promise<void> {
  const chosen = await askForRun(context, of, 'Choose the run to undo', isUndoable)
  if (chosen === undefined) return
  const { folder, run } = chosen
  const params = { folder, runId: run.id, environment: run.environment }
  const saved = await withCoreProgress(`Planning to undo ${run.title}`, (options) =>
    context.core.request('planUndo', params, options),
  )
  await context.plans.show(saved)
  await applyReviewed(context, saved)
}
