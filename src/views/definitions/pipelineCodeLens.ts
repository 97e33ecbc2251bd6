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
    const outline = await this.#outline(document)
    const root = rootLine(document.getText())
    const above = (line: number, command: vscode.Command) =>
      new vscode.CodeLens(document.lineAt(Math.min(line, document.lineCount - 1)).range, command)
    const enrich = outline?.enrich
    return [
      ...(enrich === undefined ? [] : [above(enrich.line - 1, enrichLink(uri))]),
      ...commandsOf(uri, outline).map((command) => above(root, command)),
      ...(outline?.sources ?? []).flatMap(({ name, place: { line } }) => [
        above(line - 1, commandLink('drydock.dryRunIngest', '$(beaker) Dry run', uri, name)),
        above(line - 1, commandLink('drydock.ingest', '$(cloud-download) Ingest…', uri, name)),
      ]),
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

function enrichLink(uri: vscode.Uri): vscode.Command {
  return commandLink('drydock.enrich', '$(sparkle) Enrich…', uri)
}

function commandsOf(uri: vscode.Uri, outline: PipelineOutline | undefined): vscode.Command[] {
  const ingest = [
    commandLink('drydock.dryRunIngest', '$(beaker) Dry run ingest', uri),
    commandLink('drydock.ingest', '$(cloud-download) Ingest…', uri),
  ]
  const transform = [
    commandLink('drydock.dryRunTransform', '$(beaker) Dry run transform', uri),
    commandLink('drydock.transform', '$(play) Transform…', uri),
    commandLink('drydock.checkQuality', '$(checklist) Check quality', uri),
    commandLink('drydock.showQualityReport', '$(graph) Quality report', uri),
  ]
  return [
    ...ingest,
    ...(outline?.enrich === undefined ? [] : [enrichLink(uri)]),
    ...(outline?.silver === undefined ? [] : transform),
  ]
}
