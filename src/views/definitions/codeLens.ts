/** `Dry run · Apply` above a mapping, and `Dry run · Sync` above a sync of an Airtable base. */
import * as vscode from 'vscode'
import { commandLink } from '../typedCommands'
import { rootLine } from './definitionFiles'

export const mappingCodeLenses = codeLenses(({ uri }) => [
  commandLink('drydock.dryRunMapping', '$(beaker) Dry run', uri),
  commandLink('drydock.applyMapping', '$(play) Apply…', uri),
])

export const syncCodeLenses = codeLenses(({ uri }) => [
  commandLink('drydock.dryRunSync', '$(beaker) Dry run', uri),
  commandLink('drydock.sync', '$(sync) Sync…', uri),
])

/** Above the outermost brace. */
function codeLenses(
  commandsOf: (document: vscode.TextDocument) => readonly vscode.Command[],
): vscode.CodeLensProvider {
  return {
    provideCodeLenses(document) {
      if (!vscode.workspace.isTrusted) return []
      const range = document.lineAt(rootLine(document.getText())).range
      return commandsOf(document).map((command) => new vscode.CodeLens(range, command))
    },
  }
}
