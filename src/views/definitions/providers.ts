/** What the editor shows in definition files: CodeLens and quick fixes. */
import * as vscode from 'vscode'
import { mappingFiles, pipelineFiles, syncFiles, workspaceFileName } from '../../contributions'
import { Disposables } from '../disposables'
import { mappingCodeLenses, syncCodeLenses } from './codeLens'
import { moveSecretFixes } from './moveSecret'
import { PipelineCodeLenses, type OutlineAsker } from './pipelineCodeLens'

export function registerDefinitionProviders(of: OutlineAsker): vscode.Disposable {
  const disposables = new Disposables()
  const { languages } = vscode
  disposables.add(
    languages.registerCodeLensProvider(
      { scheme: 'file', pattern: mappingFiles },
      mappingCodeLenses,
    ),
  )
  disposables.add(
    languages.registerCodeLensProvider({ scheme: 'file', pattern: syncFiles }, syncCodeLenses),
  )
  disposables.add(
    languages.registerCodeLensProvider(
      { scheme: 'file', pattern: pipelineFiles },
      new PipelineCodeLenses(of),
    ),
  )
  disposables.add(
    languages.registerCodeActionsProvider(
      { scheme: 'file', pattern: `**/${workspaceFileName}` },
      moveSecretFixes,
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  )
  return disposables
}
