/** The quick fix's command: stores a password that stands in `drydock.jsonc` and puts its name in its place. */
import * as vscode from 'vscode'
import { findLiteralPassword } from '../../views/definitions/literalPassword'
import type { CommandContext } from '../context'

export async function moveSecret(
  { folders, secrets }: CommandContext,
  file?: vscode.Uri,
  at?: vscode.Position,
): Promise<void> {
  if (file === undefined || at === undefined) return
  const folder = folders.folderOf(file)
  const document = await vscode.workspace.openTextDocument(file)
  const found = findLiteralPassword(document.getText(), document.offsetAt(at))
  if (found === undefined || folder === undefined) return
  await secrets.store({ folder, name: found.secret }, found.value)
  const edit = new vscode.WorkspaceEdit()
  const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end))
  edit.replace(file, range, found.replacement)
  // Saved at once: a password must not stay on disk because a tab was left unsaved.
  if (await vscode.workspace.applyEdit(edit)) await document.save()
}
