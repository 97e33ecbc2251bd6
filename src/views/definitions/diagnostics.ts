/** Problems of definition files in the Problems view, when they are opened and when they are saved. */
import * as vscode from 'vscode'
import { workspaceFileName } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import type { Problem } from '../../core/index'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import { isDefinition } from './definitionFiles'

export class DefinitionDiagnostics implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #collection = this.#disposables.add(
    vscode.languages.createDiagnosticCollection('drydock'),
  )

  constructor(
    private readonly core: CoreClient,
    private readonly folders: DrydockFolders,
    private readonly log: (line: string) => void,
  ) {
    const { workspace } = vscode
    const check = (document: vscode.TextDocument): void => void this.check(document)
    this.#disposables.add(workspace.onDidOpenTextDocument(check))
    this.#disposables.add(workspace.onDidSaveTextDocument(check))
    this.#disposables.add(
      workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
    )
    this.#disposables.add(folders.onDidChange(() => workspace.textDocuments.forEach(check)))
  }

  /** Checks one file where it is a definition; other files cost nothing. */
  async check({ uri }: vscode.TextDocument): Promise<void> {
    const folder = this.#folderOfDefinition(uri)
    if (folder === undefined || !vscode.workspace.isTrusted) return
    const path = vscode.workspace.asRelativePath(uri, false)
    try {
      const paths = path === workspaceFileName ? [] : [path]
      const params = { folder: folder.uri.fsPath, paths }
      const problems = await this.core.request('checkDefinitions', params)
      const own = problems.filter(({ file }) => file === path)
      this.#collection.set(uri, own.map(toDiagnostic))
    } catch (error) {
      this.log(`${path} could not be checked: ${String(error)}`)
    }
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  #folderOfDefinition(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
    if (uri.scheme !== 'file' || !isDefinition(uri.path)) return undefined
    const folder = vscode.workspace.getWorkspaceFolder(uri)
    return this.folders.all.find((one) => one.uri.toString() === folder?.uri.toString())
  }
}

/** A problem has a place but no end: the word at the place is marked. */
function toDiagnostic({ line, column, message, mend }: Problem): vscode.Diagnostic {
  const start = new vscode.Position(line - 1, column - 1)
  const text = mend === undefined ? message : `${message} (${mend})`
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(start, start),
    text,
    vscode.DiagnosticSeverity.Error,
  )
  diagnostic.source = 'Drydock'
  return diagnostic
}
