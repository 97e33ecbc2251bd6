/** Check Quality: counts what the rules of a pipeline find in its silver table as it is now. Writes nothing. */
import * as vscode from 'vscode'
import { describeQuality } from '../../views/quality/words'
import type { CommandContext } from '../context'
import { askForDefinition, pipelineSort } from '../definitions/askForDefinition'
import { withCoreProgress } from '../progress'

export async function checkQuality(context: CommandContext, clicked?: vscode.Uri): Promise<void> {
  const file = await askForDefinition(context, pipelineSort, 'Check quality', clicked)
  if (file === undefined) return
  const results = await withCoreProgress(`Checking the quality of ${file.path}`, (options) =>
    context.quality.check(file, options),
  )
  const text = `${file.path}: ${describeQuality(results)}`
  if (!results.some(({ failed }) => failed > 0)) {
    void vscode.window.showInformationMessage(text)
    return
  }
  void vscode.window.showInformationMessage(text, 'Show Problems').then((choice) => {
    if (choice === undefined) return
    return vscode.commands.executeCommand('workbench.actions.view.problems')
  })
}
