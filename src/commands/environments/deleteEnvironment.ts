/** Delete Environment: plans it, shows every database that goes, and deletes once that is confirmed. */
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import type { RegisteredEnvironment } from '../../coreHost/protocol'
import { isDeletable } from '../../views/environments/facts'
import { countOf } from '../../views/format'
import type { CommandContext } from '../context'
import { applyReviewed } from '../plan/applyReviewed'
import { withCoreProgress } from '../progress'
import { askForFolder } from './askForFolder'
import { readRegistryOf } from './registryOf'

const title = 'Drydock: Delete Environment'

export async function deleteEnvironment(
  context: CommandContext,
  of?: EnvironmentReference,
): Promise<void> {
  const folder = await askForFolder(context, of)
  if (folder === undefined) return
  const environment = of?.environment ?? (await pickDeletable(context, folder))
  if (environment === undefined) return
  const purge = await askForPurge(environment)
  if (purge === undefined) return
  const params = { folder, environment, purge }
  const saved = await withCoreProgress(`Planning to delete ${environment}`, (options) =>
    context.core.request('planDeleteEnvironment', params, options),
  )
  await context.plans.show(saved)
  await applyReviewed(context, saved)
}

async function pickDeletable(context: CommandContext, folder: string): Promise<string | undefined> {
  const { environments } = await readRegistryOf(context, folder)
  const items = environments.filter(isDeletable).map(environmentItem)
  if (items.length === 0) {
    void vscode.window.showInformationMessage('There is no environment that could be deleted.')
    return undefined
  }
  const placeHolder = 'Choose the environment to delete'
  return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))
    ?.label
}

function environmentItem({
  name,
  protection,
  databases,
  branch,
}: RegisteredEnvironment): vscode.QuickPickItem {
  const parts = [
    ...(protection === 'open' ? [] : [protection]),
    countOf(databases.length, 'database'),
    ...(branch === null ? [] : [`branch ${branch}`]),
  ]
  return { label: name, description: parts.join(' · ') }
}

async function askForPurge(environment: string): Promise<boolean | undefined> {
  const items = [
    {
      label: '$(trash) To the trash',
      description: '“Restore Environment…” brings it back',
      purge: false,
    },
    {
      label: '$(flame) For good',
      description: 'drops its databases, and what is in the trash of it',
      purge: true,
    },
  ]
  const placeHolder = `Choose what becomes of ${environment}`
  return (await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true }))
    ?.purge
}
