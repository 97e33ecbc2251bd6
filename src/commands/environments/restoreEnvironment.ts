/** Restore Environment: brings databases back from the trash, once that is confirmed. */
import * as vscode from 'vscode'
import type { CommandContext } from '../context'
import { applyReviewed } from '../plan/applyReviewed'
import { withCoreProgress } from '../progress'
import { askForFolder } from './askForFolder'

export async function restoreEnvironment(context: CommandContext): Promise<void> {
  const folder = await askForFolder(context)
  if (folder === undefined) return
  const environment = await pickDeleted(context, folder)
  if (environment === undefined) return
  const params = { folder, environment }
  const saved = await withCoreProgress(`Planning to restore ${environment}`, (options) =>
    context.core.request('planRestoreEnvironment', params, options),
  )
  await context.plans.show(saved)
  await applyReviewed(context, saved)
}

async function pickDeleted({ core }: CommandContext, folder: string): Promise<string | undefined> {
  const deleted = await withCoreProgress('Looking into the trash', (options) =>
    core.request('listRestorable', { folder }, options),
  )
  if (deleted.length === 0) {
    void vscode.window.showInformationMessage('There is nothing in the trash.')
    return undefined
  }
  const items = deleted.map(({ environment, databases }) => ({
    label: environment,
    description: databases.join(', '),
  }))
  const title = 'Drydock: Restore Environment'
  const placeHolder = 'Choose the environment to bring back'
  const options = { title, placeHolder, ignoreFocusOut: true }
  return (await vscode.window.showQuickPick(items, options))?.label
}
