/** Whether a plan can be applied now: asks its target, and the ledger whether it has been. */
import { describeError } from '../../coreHost/coreError'
import type { ApplyRequirement, Run, SavedPlan } from '../../core/index'
import type { PlanPanelContext } from './context'
import { appliedView } from './planView'
import type { Readiness } from './protocol'

/** How far back a run of the plan is looked for. */
const latestRuns = 100

export async function readReadiness(
  context: PlanPanelContext,
  saved: SavedPlan,
): Promise<Readiness> {
  const folder = context.folderOf(saved)
  const { environment } = saved.plan.target
  try {
    // Whether it may be applied as it is can be asked once all is decided.
    if (saved.plan.undecided > 0)
      return decideReadiness(saved, await listedRequirement(context, saved), [])
    const requirement = await context.core.request('applyRequirement', { folder, path: saved.path })
    const limit = latestRuns
    const { runs } = await context.core.request('listRuns', { folder, environment, limit })
    return decideReadiness(saved, requirement, runs)
  } catch (error) {
    return { kind: 'blocked', reason: describeError(error) }
  }
}

/** What `drydock.jsonc` says of the target, without asking it. */
async function listedRequirement(
  context: PlanPanelContext,
  saved: SavedPlan,
): Promise<ApplyRequirement> {
  const { environment } = saved.plan.target
  const folder = context.folderOf(saved)
  const listings = await context.core.request('listEnvironments', { folder })
  const protection = listings.find(({ name }) => name === environment)?.protection ?? 'open'
  return { environment, protection }
}

/** `runs` are the target's, newest first. */
export function decideReadiness(
  { plan }: SavedPlan,
  { environment, protection, reason }: ApplyRequirement,
  runs: readonly Run[],
): Readiness {
  const latest = runs.find(({ planId }) => planId === plan.id)
  if (latest?.status === 'completed' || latest?.status === 'running')
    return { kind: 'applied', run: appliedView(latest, plan) }
  if (protection === 'locked') {
    const why = reason === undefined ? '' : ` (${reason})`
    return { kind: 'blocked', reason: `“${environment}” is locked and never a target${why}` }
  }
  const stopped = latest !== undefined && latest.status !== 'undone'
  return {
    kind: 'ready',
    guarded: protection === 'guarded',
    resumes: stopped ? appliedView(latest, plan) : null,
  }
}
