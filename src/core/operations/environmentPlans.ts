/** Plans that change which databases an environment has, as files. */
import { planCreate, type CreateWish, type PlannedSteps } from '../environment/planCreate'
import { planDelete, type DeleteWish } from '../environment/planDelete'
import { planRestore, restorableEnvironments } from '../environment/planRestore'
import { planUndoSteps } from '../environment/planUndoSteps'
import { withRegistry, type RegistryEnd } from '../environment/registry/registryEnd'
import type { Run } from '../ledger/run'
import { writePlanFile } from '../plan/writePlanFile'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { planLocation } from './planLocation'
import type { PlanOptions, SavedPlan } from './results'

export function planCreateEnvironment(
  workspace: Workspace,
  wish: CreateWish,
  options: PlanOptions,
): Promise<SavedPlan> {
  return save(workspace, options, (registry) => planCreate(workspace, registry, wish, options))
}

export function planDeleteEnvironment(
  workspace: Workspace,
  wish: DeleteWish,
  options: PlanOptions,
): Promise<SavedPlan> {
  return save(workspace, options, (registry) => planDelete(workspace, registry, wish, options))
}

export function planRestoreEnvironment(
  workspace: Workspace,
  environment: string,
  options: PlanOptions,
): Promise<SavedPlan> {
  return save(workspace, options, (registry) => planRestore(registry, environment))
}

/** Environments that a restore could bring back, with the base names of their databases. */
export function listRestorable(
  workspace: Workspace,
  options: WorkOptions,
): Promise<ReturnType<typeof restorableEnvironments>> {
  return withRegistry(workspace, options, (registry) =>
    Promise.resolve(restorableEnvironments(registry)),
  )
}

/** Of a run whose ledger is beside the registry. */
export function planUndoOfSteps(
  workspace: Workspace,
  run: Run,
  options: PlanOptions,
): Promise<SavedPlan> {
  return save(workspace, options, (registry) => planUndoSteps(run, registry))
}

function save(
  workspace: Workspace,
  options: PlanOptions,
  plan: (registry: RegistryEnd) => PlannedSteps,
): Promise<SavedPlan> {
  return withRegistry(workspace, options, (registry) => {
    const { header, stream } = plan(registry)
    return writePlanFile(planLocation(workspace, options.out), header, stream, options.signal)
  })
}
