/** The quick fix that moves a password out of `drydock.jsonc`. */
import * as vscode from 'vscode'
import { commandLink } from '../typedCommands'
import { findLiteralPassword } from './literalPassword'

export const moveSecretFixes: vscode.CodeActionProvider = {
  provideCodeActions(document, range) {
    const found = findLiteralPassword(document.getText(), document.offsetAt(range.start))
    if (found === undefined || !vscode.workspace.isTrusted) return []
    const title = `Move the password to secret storage as "${found.secret}"`
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix)
    action.command = commandLink('drydock.moveSecret', title, document.uri, range.start)
    action.isPreferred = true
    return [action]
  },
}
