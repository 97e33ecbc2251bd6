/** Store Secret: gives `${secret:NAME}` its value, in the editor's secret storage. */
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import type { CommandContext } from '../context'
import { secretNameProblem } from './secretName'

export async function storeSecret(
  { folders, secrets }: CommandContext,
  of?: EnvironmentReference | string,
): Promise<void> {
  const folder = typeof of === 'object' ? of.folder : folders.paths[0]
  if (folder === undefined) return
  const name = typeof of === 'string' ? of : await askForName(of?.environment)
  if (name === undefined) return
  const value = await secrets.ask({ folder, name })
  if (value !== undefined)
    void vscode.window.showInformationMessage(`Stored. Use it as "\${secret:${name}}".`)
}

function askForName(suggestion = ''): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Drydock: Store Secret',
    prompt: 'The name in ${secret:NAME}',
    value: suggestion,
    validateInput: secretNameProblem,
  })
}
