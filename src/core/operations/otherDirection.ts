/** Runs that belong together: a mapping of both directions changes each end by a run of its own. */
import { join } from 'node:path'
import type { Run } from '../ledger/run'
import type { Hazard, Plan } from '../plan/plan'
import { openPlanFile } from '../plan/planFile'
import { DatabaseOperationError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { goesBothWays, readMapping } from './definitions'
import { planLocation } from './planLocation'
import { listRuns } from './runs'

/** Of what is taken back on one end only, the other end keeps its half: empty where there is no such half. */
export async function otherDirectionHazards(
  workspace: Workspace,
  run: Run,
  options: WorkOptions,
): Promise<readonly Hazard[]> {
  const other = await findOtherDirection(workspace, run, options)
  if (other === undefined) return []
  const { id, title, environment } = other
  const message = `the other direction, run ${id}, is not undone: ${title}, in "${environment}"; to take it back, too: drydock undo ${id}`
  return [{ code: 'other-direction-stays', message }]
}

/**
 * The run that went the other way and is not undone. Which runs belong together their plans say, which this workspace
 * may not have; what cannot be found out is undefined, because an undo must not depend on it.
 */
export async function findOtherDirection(
  workspace: Workspace,
  run: Run,
  { signal }: WorkOptions,
): Promise<Run | undefined> {
  const plan = await plannedBothWays(workspace, run)
  if (plan?.source === undefined) return undefined
  const { environment } = plan.source
  const { runs } = await listRuns(workspace, { environment, signal }).catch(orNone({ runs: [] }))
  for (const other of runs.filter((one) => mayBelongTo(run, one)))
    if (await arePartners(workspace, { run, plan }, other)) return other
  return undefined
}

async function plannedBothWays(
  workspace: Workspace,
  { kind, definition, planId }: Run,
): Promise<Plan | undefined> {
  if (kind !== 'mapping' || definition === null) return undefined
  const mapping = await readMapping(workspace, definition).catch(orNone(undefined))
  if (mapping === undefined || !goesBothWays(mapping)) return undefined
  return readKeptPlan(workspace, planId)
}

function mayBelongTo({ id, definition }: Run, other: Run): boolean {
  if (other.id === id || other.definition !== definition || other.kind !== 'mapping') return false
  return other.status !== 'undone' && other.counts.applied > 0
}

async function arePartners(
  workspace: Workspace,
  { run, plan }: { readonly run: Run; readonly plan: Plan },
  other: Run,
): Promise<boolean> {
  if (plan.companion !== undefined) return plan.companion.id === other.planId
  return (await readKeptPlan(workspace, other.planId))?.companion?.id === run.planId
}

/** The plan, where its file is still in the folder of plans. */
async function readKeptPlan(workspace: Workspace, id: string): Promise<Plan | undefined> {
  const { folder } = planLocation(workspace, undefined)
  const file = await openPlanFile(join(folder, `${id}.plan`)).catch(orNone(undefined))
  await file?.close()
  return file?.plan
}

/** Lets only the errors through that no caller could have expected. */
function orNone<T>(none: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof DatabaseOperationError && error.code !== 'aborted') return none
    throw error
  }
}
