/** Reap Stale Environments: lists those that nobody seems to need, and deletes those that are checked, after a question. */
import * as vscode from 'vscode'
import type { StaleEnvironment, StaleEnvironments } from '../../core/index'
import { countOf } from '../../views/format'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { askForFolder } from './askForFolder'
import { deleteEnvironments } from './deleteEnvironment'

const title = 'Drydock: Reap Stale Environments'

export async function reapEnvironments(context: CommandContext): Promise<void> {
  const folder = await askForFolder(context)
  if (folder === undefined) return
  const found = await withCoreProgress('Looking for stale environments', (options) =>
    context.core.request('findStaleEnvironments', { folder }, options),
  )
  if (found.stale.length === 0) {
    const text = `No environment is stale.${describeProblem(found)}`
    void vscode.window.showInformationMessage(text)
    return
  }
  const names = await askWhichToDelete(found)
  if (names === undefined) return
  if (names.length === 0) void vscode.window.showInformationMessage('Nothing was deleted.')
  else
    await deleteEnvironments(
      context,
      names.map((environment) => ({ folder, environment })),
    )
}

/** None is checked: looking at them deletes nothing. */
async function askWhichToDelete(found: StaleEnvironments): Promise<readonly string[] | undefined> {
  const picked = await vscode.window.showQuickPick(found.stale.map(staleItem), {
    ...{ title, canPickMany: true, ignoreFocusOut: true },
    ...{ matchOnDescription: true, matchOnDetail: true },
    placeHolder: `Check the environments to delete.${describeProblem(found)}`,
  })
  return picked?.map(({ label }) => label)
}

function staleItem({ name, databases, why }: StaleEnvironment): vscode.QuickPickItem {
  return { label: name, description: countOf(databases.length, 'database'), detail: why }
}

function describeProblem({ problem }: StaleEnvironments): string {
  return problem === undefined ? '' : ` Only times were looked at: ${problem}.`
}
