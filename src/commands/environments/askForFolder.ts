/** Which workspace folder: the one that was clicked in, the only one, else one that the user picks. */
import { basename } from 'node:path'
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import type { CommandContext } from '../context'

export async function askForFolder(
  { folders }: CommandContext,
  of?: EnvironmentReference,
): Promise<string | undefined> {
  if (of !== undefined) return of.folder
  const [only, ...others] = folders.paths
  if (others.length === 0) return only
  const items = folders.paths.map((path) => ({ label: basename(path), description: path, path }))
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Choose the folder' })
  return picked?.path
}
