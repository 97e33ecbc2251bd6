/** Where a plan belongs. */
import * as vscode from 'vscode'
import { CoreError } from '../../coreHost/coreError'
import type { SavedPlan } from '../../core/index'
import type { CommandContext } from '../context'

/** The workspace folder that a plan's file lies in, else the first one that has a `drydock.jsonc`. */
export function folderOfPlan(
  { folders }: Pick<CommandContext, 'folders'>,
  { path }: Pick<SavedPlan, 'path'>,
): string {
  const folder = folders.folderOf(vscode.Uri.file(path))
  if (folder !== undefined) return folder
  throw new CoreError('no folder of this window has a "drydock.jsonc"', {
    kind: 'UsageError',
    code: 'usage',
    mend: 'open the folder that the plan belongs to',
  })
}

/** Where the core puts the plans that it makes for a folder. */
export function plansFolder(folder: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(folder), '.drydock', 'plans')
}
