/** Applies plan files, once they may be. */
import { userInfo } from 'node:os'
import { applyPlan } from '../apply/applyPlan'
import { checkEnd } from '../apply/checkTarget'
import { isDatabaseError } from '../database/errors'
import type { Plan } from '../plan/plan'
import { openPlanFile } from '../plan/planFile'
import { DatabaseOperationError, RefusedError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd } from './openEnd'
import { strictestProtection } from './protection'
import type { ApplyOptions, ApplyRequirement, ApplyResult } from './results'

/**
 * What has to be asked before the plan may be applied. Reads the target's identity and writes nothing. Throws
 * `RefusedError` when the plan file is damaged.
 */
export async function applyRequirement(
  workspace: Workspace,
  planPath: string,
  options: WorkOptions = {},
): Promise<ApplyRequirement> {
  const file = await openPlanFile(planPath)
  try {
    return await requirementOf(workspace, file.plan, options)
  } finally {
    await file.close()
  }
}

/**
 * Applies a plan file, or goes on with the run that was interrupted. Throws `RefusedError` with nothing written
 * when the target is locked, its name was not confirmed, or either end is no longer what the plan pins.
 */
export async function applyPlanFile(
  workspace: Workspace,
  planPath: string,
  options: ApplyOptions,
): Promise<ApplyResult> {
  const file = await openPlanFile(planPath)
  try {
    const { plan } = file
    requireLedgerInTarget(workspace)
    const [requirement] = await Promise.all([
      requirementOf(workspace, plan, options),
      checkSource(workspace, plan),
    ])
    requireConfirmation(requirement, options.confirm)
    const { environment, database: name } = plan.target
    const at = { database: name }
    const database = await openEnvironment(workspace, environment, 'write', { ...options, ...at })
    const closing = await openEnvironment(workspace, environment, 'write', at)
    return await applyPlan(database, file, { ...options, closing, operator: userInfo().username })
  } finally {
    await file.close()
  }
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

function requireLedgerInTarget({ ledger }: Workspace): void {
  if (ledger === 'target') return
  throw new RefusedError(
    'ledger-not-supported',
    'this version keeps its ledger in the target only',
    {
      mend: 'remove "ledger" from drydock.jsonc',
    },
  )
}

function requireConfirmation(
  { environment, protection, reason }: ApplyRequirement,
  confirm: string | undefined,
): void {
  const because = reason === undefined ? '' : `: ${reason}`
  if (protection === 'locked')
    throw new RefusedError(
      'target-locked',
      `"${environment}" is locked and is never a target${because}`,
      {
        mend: 'choose another target; a protection is changed in drydock.jsonc, by people',
      },
    )
  if (protection === 'guarded' && confirm !== environment)
    throw new RefusedError('confirmation-needed', `"${environment}" is guarded${because}`, {
      mend: `type its name: --confirm ${environment}`,
    })
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
