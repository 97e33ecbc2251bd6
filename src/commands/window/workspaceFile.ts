/** Open and Create drydock.jsonc. */
import * as vscode from 'vscode'
import { workspaceFileName } from '../../contributions'
import type { EnvironmentReference } from '../../contributions'
import { environmentPlace } from '../../views/definitions/definitionFiles'
import type { CommandContext } from '../context'

/** Opens the file, at the environment where one is named. */
export async function openWorkspaceFile(
  { folders }: CommandContext,
  at?: EnvironmentReference,
): Promise<void> {
  const folder = folders.all.find(({ uri }) => uri.fsPath === at?.folder)
  const chosen = folder ?? (await askForFolder(folders.all))
  if (chosen === undefined) return
  const uri = vscode.Uri.joinPath(chosen.uri, workspaceFileName)
  const document = await vscode.workspace.openTextDocument(uri)
  const place = at && environmentPlace(document.getText(), at.environment)
  const selection =
    place && new vscode.Range(document.positionAt(place.start), document.positionAt(place.end))
  await vscode.window.showTextDocument(document, selection === undefined ? {} : { selection })
}

/** Creates the file where there is none; opens it either way. */
export async function createWorkspaceFile({ folders }: CommandContext): Promise<void> {
  const folder = await askForFolder(vscode.workspace.workspaceFolders ?? [])
  if (folder === undefined) return
  const uri = vscode.Uri.joinPath(folder.uri, workspaceFileName)
  const edit = new vscode.WorkspaceEdit()
  edit.createFile(uri, { ignoreIfExists: true, contents: Buffer.from(template) })
  await vscode.workspace.applyEdit(edit)
  await vscode.window.showTextDocument(uri)
  await folders.update()
}

async function askForFolder(
  all: readonly vscode.WorkspaceFolder[],
): Promise<vscode.WorkspaceFolder | undefined> {
  if (all.length <= 1) return all[0]
  const items = all.map((folder) => ({ label: folder.name, folder }))
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Choose a folder' }))?.folder
}

const template = `{
  // Where your databases are. Variables come from the process environment, else from .env beside this file.
  "environments": {
    // "production" is locked unless this file says otherwise: it is read and never written.
    "production": { "url": "\${env:PRODUCTION_DATABASE_URL}" },
    "sandbox": { "url": "\${env:SANDBOX_DATABASE_URL}" }
  }
}
`
