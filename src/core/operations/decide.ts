/** Decides the conflicts of a plan file. */
import { dirname, join } from 'node:path'
import type { Decisions } from '../decide/decisions'
import { decidePlan } from '../decide/decidePlan'
import { openPlanFile, type PlanFile } from '../plan/planFile'
import { writePlan } from '../plan/writePlanFile'
import { RefusedError, UsageError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import { planLocation } from './planLocation'
import type { PlanOptions, SavedPlan } from './results'

/**
 * Writes the plan that a plan becomes by what was decided; conflicts without a decision stay in it. The plan that it
 * came from stays as it is. Opens no connection. Throws `RefusedError` when a file is damaged.
 */
export async function decideConflicts(
  workspace: Workspace,
  planPath: string,
  decisions: Decisions,
  { out, signal }: PlanOptions = {},
): Promise<SavedPlan> {
  return withPlanPair(planPath, async (file, companion) => {
    const decided = await decidePlan(file, companion, decisions)
    return writePlan(planLocation(workspace, out), decided, signal)
  })
}

/** Lends a plan's file and, where it has one, that of its companion. */
export async function withPlanPair<T>(
  planPath: string,
  callback: (file: PlanFile, companion: PlanFile | undefined) => Promise<T>,
): Promise<T> {
  const file = await openPlanFile(planPath)
  let companion: PlanFile | undefined
  try {
    companion = await openCompanion(file)
    return await callback(file, companion)
  } finally {
    await companion?.close()
    await file.close()
  }
}

async function openCompanion({ path, plan }: PlanFile): Promise<PlanFile | undefined> {
  if (plan.companion === undefined) return undefined
  const { id, file } = plan.companion
  const companion = await openPlanFile(join(dirname(path), file)).catch((cause: unknown) => {
    if (!(cause instanceof UsageError)) throw cause
    const message = `the plan "${path}" has a second part, "${file}", which is not beside it`
    throw new UsageError(message, { cause, mend: 'put both into one folder, or plan again' })
  })
  if (companion.plan.id === id) return companion
  await companion.close()
  throw new RefusedError('plan-file-damaged', `"${file}" is not the other direction of this plan`, {
    mend: 'plan again',
  })
}
