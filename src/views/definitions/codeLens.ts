/** `Dry run · Apply` above a mapping. */
import * as vscode from 'vscode'
import { commandLink } from '../typedCommands'
import { rootLine } from './definitionFiles'

export const mappingCodeLenses: vscode.CodeLensProvider = {
  provideCodeLenses(document) {
    if (!vscode.workspace.isTrusted) return []
    const range = document.lineAt(rootLine(document.getText())).range
    return [
      new vscode.CodeLens(
        range,
        commandLink('drydock.dryRunMapping', '$(beaker) Dry run', document.uri),
      ),
      new vscode.CodeLens(
        range,
        commandLink('drydock.applyMapping', '$(play) Apply…', document.uri),
      ),
    ]
  },
}
