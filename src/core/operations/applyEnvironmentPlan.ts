/** Applies plans that change which databases an environment has. Their ledger is beside the registry. */
import { userInfo } from 'node:os'
import { applySteps } from '../apply/applySteps'
import { environmentDatabases } from '../environment/environmentDatabases'
import { executeStep } from '../environment/executeStep'
import { createStepWorld } from '../environment/making/stepWorld'
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
  const world = createStepWorld(workspace, {
    ...options,
    confirmed: confirm ?? [],
    sessions: SESSIONS,
    names: await namesOf(workspace, file),
  })
  const database = await openRegistry(workspace, 'write', options.signal)
  try {
    return await applySteps(database, file, {
      signal: options.signal,
      operator: userInfo().username,
      closing: await openRegistry(workspace, 'write'),
      locks: [`environment ${environment}`],
      parallel: database.dialect.capabilities.concurrentSessions ? PARALLEL : 1,
      execute: (change, context) => executeStep(world, change, context),
    })
  } finally {
    forgetRegistry()
  }
}

/** What the source's databases are called in the new environment: those that are there, and those that are made. */
async function namesOf(workspace: Workspace, file: PlanFile): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  if (file.plan.kind !== 'createEnvironment') return names
  const full = new Map<string, string>()
  for await (const { table, after } of file.changes()) {
    full.set(after['base'] ?? '', table)
    names.set(after['source'] ?? '', table)
  }
  for (const { base, fullName } of await environmentDatabases(
    workspace,
    file.plan.target.environment,
  ))
    if (!full.has(base)) full.set(base, fullName)
  for await (const { after } of file.changes(0)) {
    for (const { base, fullName } of await environmentDatabases(workspace, after['from'] ?? ''))
      if (full.has(base)) names.set(fullName, full.get(base) ?? '')
    break
  }
  return names
}
