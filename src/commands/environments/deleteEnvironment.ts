/** Delete Environment: one or several. Plans them, shows every database that goes, deletes once that is confirmed. */
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import type { SavedPlan } from '../../core/index'
import { isDeletable } from '../../views/environments/facts'
import { countOf } from '../../views/format'
import type { CommandContext } from '../context'
import { applyReviewed } from '../plan/applyReviewed'
import { withCoreProgress } from '../progress'
import { askForFolder } from './askForFolder'
import { clickedEnvironments } from './clickedEnvironments'
import { deleteSeveral } from './deleteSeveral'
import { listOf } from './deleteTexts'
import { registeredItem } from './registeredItem'
import { readRegistryOf } from './registryOf'

const title = 'Drydock: Delete Environment'

export async function deleteEnvironment(
  context: CommandContext,
  of?: EnvironmentReference,
  selected?: readonly unknown[],
): Promise<void> {
  const clicked = clickedEnvironments(of, selected)
  const places = clicked.length > 0 ? clicked : await pickDeletable(context)
  if (places.length > 0) await deleteEnvironments(context, places)
}

/** Asks what becomes of them. All are planned before anything is asked: what is wrong with one deletes none. */
export async function deleteEnvironments(
  context: CommandContext,
  places: readonly EnvironmentReference[],
): Promise<void> {
  const names = places.map(({ environment }) => environment)
  const purge = await askForPurge(names)
  if (purge === undefined) return
  const plans = await planAll(context, places, purge)
  const [first, ...others] = plans
  if (first === undefined) return
  if (others.length > 0) return deleteSeveral(context, plans)
  await context.plans.show(first)
  await applyReviewed(context, first)
}

async function planAll(
  { core }: CommandContext,
  places: readonly EnvironmentReference[],
  purge: boolean,
): Promise<readonly SavedPlan[]> {
  const plans: SavedPlan[] = []
  for (const { folder, environment } of places) {
    const params = { folder, environment, purge }
    const saved = await withCoreProgress(`Planning to delete ${environment}`, (options) =>
      core.request('planDeleteEnvironment', params, options),
    )
    plans.push(saved)
  }
  return plans
}

async function pickDeletable(context: CommandContext): Promise<readonly EnvironmentReference[]> {
  const folder = await askForFolder(context)
  if (folder === undefined) return []
  const { environments } = await readRegistryOf(context, folder)
  const items = environments.filter(isDeletable).map((one) => registeredItem(one))
  if (items.length === 0) {
    void vscode.window.showInformationMessage('There is no environment that could be deleted.')
    return []
  }
  const picked = await vscode.window.showQuickPick(items, {
    ...{ title, placeHolder: 'Check the environments to delete', matchOnDescription: true },
    ...{ canPickMany: true, ignoreFocusOut: true },
  })
  return (picked ?? []).map(({ label }) => ({ folder, environment: label }))
}

async function askForPurge(names: readonly string[]): Promise<boolean | undefined> {
  const several = names.length > 1
  const items = [
    {
      label: '$(trash) To the trash',
      description: `“Restore Environment…” brings ${several ? 'them' : 'it'} back`,
      purge: false,
    },
    {
      label: '$(flame) For good',
      description: `drops ${several ? 'their' : 'its'} databases, and what is in the trash of ${several ? 'them' : 'it'}`,
      purge: true,
    },
  ]
  const of = names.length > 3 ? countOf(names.length, 'environment') : listOf(names)
  const placeHolder = `Choose what becomes of ${of}`
  return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))
    ?.purge
}
