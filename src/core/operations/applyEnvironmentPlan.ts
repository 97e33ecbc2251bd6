/** Applies plans that change which databases an environment has. Their ledger is beside the registry. */
import { userInfo } from 'node:os'
import { applySteps } from '../apply/applySteps'
import { databasesIn } from '../environment/environmentDatabases'
import { executeStep } from '../environment/executeStep'
import { withStepSite, type StepSite, type StepWorld } from '../environment/making/stepWorld'
import type { Plan } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import { findEnvironment } from '../workspace/findEnvironment'
import { forgetRegistry, openRegistry } from '../workspace/registry/registry'
import { stricter } from '../workspace/protection'
import type { Workspace } from '../workspace/workspace'
import type { ApplyOptions, ApplyRequirement, ApplyResult } from './results'

/** Databases at a time, and sessions for each of them on either side. */
const PARALLEL = 2
const SESSIONS = 2

/**
 * What is made needs no more than a yes. What goes needs what its environment's protection says, and its name where it cannot be
 * brought back.
 */
export function requirementOfSteps(workspace: Workspace, plan: Plan): ApplyRequirement {
  const { environment } = plan.target
  const { protection } = findEnvironment(workspace, environment)
  if (plan.kind === 'createEnvironment')
    return { environment, protection: protection === 'locked' ? 'locked' : 'open' }
  const isFinal = plan.hazards.some(({ code }) => code === 'irreversible')
  if (!isFinal) return { environment, protection }
  return {
    ...{ environment, protection: stricter(protection, 'guarded') },
    ...(protection === 'open' && { reason: 'what is dropped cannot be brought back' }),
  }
}

export async function applyEnvironmentPlan(
  workspace: Workspace,
  file: PlanFile,
  options: ApplyOptions,
): Promise<ApplyResult> {
  const { environment } = file.plan.target
  const confirm = typeof options.confirm === 'string' ? [options.confirm] : options.confirm
  const wanted = { ...options, confirmed: confirm ?? [], sessions: SESSIONS }
  const database = await openRegistry(workspace, 'write', options.signal)
  const closing = await openRegistry(workspace, 'write')
  try {
    return await withStepSite(workspace, wanted, async (site) => {
      const names = await namesOf(site, file)
      return applySteps(database, file, {
        ...{ signal: options.signal, operator: userInfo().username, closing },
        locks: [`environment ${environment}`],
        parallel: database.dialect.capabilities.concurrentSessions ? PARALLEL : 1,
        execute: (change, context) => executeStep({ ...site, ...names }, change, context),
      })
    })
  } finally {
    forgetRegistry()
  }
}

/**
 * What the source's databases are called in the new environment, those that are there and those that are made; and those that it
 * does not have. The registry is the same in all of them.
 */
async function namesOf(
  site: StepSite,
  file: PlanFile,
): Promise<Pick<StepWorld, 'names' | 'others'>> {
  const names = new Map<string, string>()
  if (file.plan.kind !== 'createEnvironment') return { names, others: [] }
  const full = new Map<string, string>()
  let from = ''
  for await (const { table, after } of file.changes()) {
    full.set(after['base'] ?? '', table)
    names.set(after['source'] ?? '', table)
    from = after['from'] ?? ''
  }
  const { rows } = await site.registry()
  const databasesOf = (name: string) => databasesIn(findEnvironment(site.workspace, name), rows)
  for (const { base, fullName } of databasesOf(file.plan.target.environment))
    if (!full.has(base)) full.set(base, fullName)
  const sources = databasesOf(from)
  for (const { base, fullName } of sources)
    if (full.has(base)) names.set(fullName, full.get(base) ?? '')
  const others = sources
    .map(({ fullName }) => fullName)
    .filter((name) => !names.has(name) && name !== site.workspace.registry?.database)
  return { names, others }
}
