/** Discard Plan: forgets a plan. A dry run makes it again. */
import * as vscode from 'vscode'
import type { SavedPlan } from '../../core/index'
import type { CommandContext } from '../context'
import { askForPlan } from './askForPlan'
import { plansFolder } from './folderOfPlan'

export async function discardPlan(context: CommandContext, of?: SavedPlan): Promise<void> {
  const saved = await askForPlan(context, of)
  if (saved === undefined) return
  await context.core.request('closePlan', { path: saved.path })
  if (isOurs(context, saved)) await vscode.workspace.fs.delete(vscode.Uri.file(saved.path))
  if (context.results.plan?.plan.id === saved.plan.id)
    context.results.clear(`Discarded: ${saved.plan.title}.`)
}

/** A file that the user named and put elsewhere is theirs to delete. */
function isOurs({ folders }: CommandContext, { path }: SavedPlan): boolean {
  const parent = vscode.Uri.joinPath(vscode.Uri.file(path), '..').fsPath
  return folders.paths.some((folder) => plansFolder(folder).fsPath === parent)
}
