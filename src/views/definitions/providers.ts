/** What the editor shows in definition files: CodeLens and quick fixes. */
import * as vscode from 'vscode'
import { mappingFiles, workspaceFileName } from '../../contributions'
import { Disposables } from '../disposables'
import { mappingCodeLenses } from './codeLens'
import { moveSecretFixes } from './moveSecret'

export function registerDefinitionProviders(): vscode.Disposable {
  const disposables = new Disposables()
  const { languages } = vscode
  disposables.add(
    languages.registerCodeLensProvider(
      { scheme: 'file', pattern: mappingFiles },
      mappingCodeLenses,
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
