/** Applies plan files, once they may be. */
import { userInfo } from 'node:os'
import { applyPlan } from '../apply/applyPlan'
import { RunStoppedError } from '../apply/carryOutRun'
import { checkEnd } from '../apply/checkTarget'
import { isDatabaseError } from '../database/errors'
import { applyIngestion, isIngestion } from '../medallion/ingest/plan/applyIngestion'
import type { Plan } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import { AbortedError, DatabaseOperationError, RefusedError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { applyEnvironmentPlan, requirementOfSteps } from './applyEnvironmentPlan'
import { withPlanPair } from './decide'
import { requireConfirmation, requireLedgerInTarget } from './confirmation'
import { openEnvironment, withReadEnd } from './openEnd'
import { strictestProtection } from './protection'
import { settlePipeline } from './settlePipeline'
import { beginSync, endSync, failSync } from './settleSync'
import { settleCommonState, unsettleCommonState } from './settleCommonState'
import type { ApplyOptions, ApplyRequirement, ApplyResult } from './results'

/**
 * What has to be asked before the plan may be applied. Reads the target's identity and writes nothing. Throws
 * `RefusedError` when the plan file is damaged or has conflicts that nobody has decided.
 */
export async function applyRequirement(
  workspace: Workspace,
  planPath: string,
  options: WorkOptions = {},
): Promise<ApplyRequirement> {
  return withPlanPair(planPath, async (file, companion) => {
    requireDecisions(file)
    if (file.plan.steps === true) return requirementOfSteps(workspace, file.plan)
    const requirement = await requirementOf(workspace, file.plan, options)
    if (companion === undefined) return requirement
    return { ...requirement, companion: await requirementOf(workspace, companion.plan, options) }
  })
}

/**
 * Applies a plan file, or goes on with the run that was interrupted; then the plan of the other direction, where it
 * has one. Throws `RefusedError` with nothing written when an end that is changed is locked or its name was not
 * confirmed, when an end is no longer what the plan pins, or when somebody has yet to decide a conflict.
 */
export async function applyPlanFile(
  workspace: Workspace,
  planPath: string,
  options: ApplyOptions,
): Promise<ApplyResult> {
  return withPlanPair(planPath, async (file, companion) => {
    if (file.plan.steps === true) {
      requireConfirmation(requirementOfSteps(workspace, file.plan), options.confirm)
      return applyEnvironmentPlan(workspace, file, options)
    }
    requireLedgerInTarget(workspace)
    requireFirstPart(file)
    const files = companion === undefined ? [file] : [file, companion]
    files.forEach(requireDecisions)
    const [requirements] = await Promise.all([
      Promise.all(files.map(({ plan }) => requirementOf(workspace, plan, options))),
      checkSource(workspace, file.plan),
    ])
    for (const requirement of requirements) requireConfirmation(requirement, options.confirm)
    const result = await applyOne(workspace, file, options, (resumed) =>
      unsettleCommonState(workspace, file.plan, { ...options, resumed }),
    )
    const back = companion && (await applyOne(workspace, companion, options))
    await settleCommonState(workspace, file.plan, options)
    return back === undefined ? result : { ...result, companion: back }
  })
}

async function applyOne(
  workspace: Workspace,
  file: PlanFile,
  options: ApplyOptions,
  beforeWriting?: (resumed: boolean) => Promise<void>,
): Promise<ApplyResult> {
  const { environment, database: name } = file.plan.target
  const at = { database: name }
  const database = await openEnvironment(workspace, environment, 'write', { ...options, ...at })
  const closing = await openEnvironment(workspace, environment, 'write', at)
  const work = { ...options, closing, operator: userInfo().username }
  if (isIngestion(file.plan)) return applyIngestion(database, file, work)
  const result = await applyPlan(database, file, {
    ...work,
    beforeWriting: async (resumed) => {
      await beforeWriting?.(resumed)
      await beginSync(closing, file.plan)
    },
  }).catch(async (error: unknown) => {
    const hasBegun = error instanceof RunStoppedError || error instanceof AbortedError
    if (hasBegun) await failSync(closing, file.plan, error)
    throw error
  })
  await settlePipeline(workspace, file, result.run, closing)
  await endSync(closing, file.plan, result.run)
  return result
}

function requireFirstPart({ plan: { goesBack } }: PlanFile): void {
  if (goesBack !== true) return
  throw new RefusedError('second-part', 'this is the second part of a plan of both directions', {
    mend: 'apply the plan that it belongs to',
  })
}

function requireDecisions({ path, plan: { undecided } }: PlanFile): void {
  if (!(undecided > 0)) return
  const rows = undecided === 1 ? 'a conflict' : `${undecided} conflicts`
  throw new RefusedError('decisions-needed', `the plan has ${rows} that nobody has decided`, {
    mend: `decide in the Plan panel, or with: drydock decide "${path}" --all source|target`,
  })
}

async function requirementOf(
  workspace: Workspace,
  plan: Plan,
  { signal }: WorkOptions,
): Promise<ApplyRequirement> {
  const { environment, database: name } = plan.target
  const database = await openEnvironment(workspace, environment, 'read', { signal, database: name })
  const found = await withReadEnd(database, (end) => Promise.resolve(end.identity))
  return strictestProtection(workspace, environment, found)
}

/** The source is pinned too. A source that cannot be reached now changes nothing that was reviewed. */
async function checkSource(workspace: Workspace, { source }: Plan): Promise<void> {
  if (source === undefined) return
  try {
    const database = await openEnvironment(workspace, source.environment, 'read', {
      database: source.database,
    })
    await withReadEnd(database, ({ session, identity }) => checkEnd(session, identity, source))
  } catch (error) {
    if (error instanceof RefusedError) throw error
    const unreachable = isDatabaseError(error) || error instanceof DatabaseOperationError
    if (!unreachable) throw error
  }
}
