/** What can be done with a pipeline above it, and `Ingest` above each of its sources. */
import * as vscode from 'vscode'
import type { CoreClient } from '../../coreHost/client'
import type { PipelineOutline } from '../../core/index'
import type { DrydockFolders } from '../folders'
import { commandLink } from '../typedCommands'
import { rootLine } from './definitionFiles'

export interface OutlineAsker {
  readonly core: CoreClient
  readonly folders: DrydockFolders
}

export class PipelineCodeLenses implements vscode.CodeLensProvider {
  /** While somebody types there are problems: then the last outline without stays. */
  readonly #last = new Map<string, PipelineOutline>()

  constructor(private readonly of: OutlineAsker) {}

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!vscode.workspace.isTrusted) return []
    const { uri } = document
    const range = document.lineAt(rootLine(document.getText())).range
    const outline = await this.#outline(document)
    const isTable = outline?.silver !== undefined
    const lens = (at: vscode.Range, command: vscode.Command) => new vscode.CodeLens(at, command)
    return [
      lens(range, commandLink('drydock.ingest', '$(cloud-download) Ingest…', uri)),
      ...(isTable
        ? [
            lens(range, commandLink('drydock.dryRunTransform', '$(beaker) Dry run transform', uri)),
            lens(range, commandLink('drydock.transform', '$(play) Transform…', uri)),
            lens(range, commandLink('drydock.checkQuality', '$(checklist) Check quality', uri)),
          ]
        : []),
      ...(outline?.sources ?? []).map(({ name, place }) =>
        lens(
          document.lineAt(Math.min(place.line, document.lineCount) - 1).range,
          commandLink('drydock.ingest', '$(cloud-download) Ingest…', uri, name),
        ),
      ),
    ]
  }

  async #outline(document: vscode.TextDocument): Promise<PipelineOutline | undefined> {
    const { core, folders } = this.of
    const folder = folders.folderOf(document.uri)
    const id = document.uri.toString()
    if (folder === undefined) return undefined
    const path = vscode.workspace.asRelativePath(document.uri, false)
    const text = document.getText()
    const outline = await core.request('outlinePipeline', { folder, path, text }).catch(() => null)
    if (outline !== null) this.#last.set(id, outline)
    return this.#last.get(id)
  }
}
