/** Rows in the editor: one row of a plan in the native diff, or one row as its database has it. */
import { createHash } from 'node:crypto'
import * as vscode from 'vscode'
import { schemes } from '../../contributions'
import type { TableRow } from '../../contributions'
import type { Change, Plan, Row } from '../../core/index'
import { Disposables } from '../disposables'
import { commandLink } from '../typedCommands'
import { formatFields, formatRow, rowTitle } from './rowText'

/** Rows that are kept for open documents. The address of a document never holds values: tabs are stored. */
const mostKept = 200

interface Kept {
  /** By the query of the address. */
  readonly texts: Readonly<Record<string, string>>
  /** Where a row of a table is shown: which one. */
  readonly row?: TableRow
}

/** A row as it was read. */
export interface ShownRow {
  /** What the tab says. */
  readonly title: string
  readonly row: TableRow
  readonly values: Row
}

export class RowDocuments
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly #disposables = new Disposables()
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<vscode.Uri>())
  readonly #kept = new Map<string, Kept>()
  readonly onDidChange = this.#changed.event

  constructor() {
    const { workspace, languages } = vscode
    this.#disposables.add(workspace.registerTextDocumentContentProvider(schemes.row, this))
    this.#disposables.add(languages.registerCodeLensProvider({ scheme: schemes.row }, this))
  }

  /** Shows what a plan does to a row. */
  async openDiff(change: Change, plan: Plan): Promise<void> {
    const path = `/${change.table}/${nameOf([plan.id, change.table, ...Object.values(change.key)])}`
    const texts = { before: formatRow(change, 'before'), after: formatRow(change, 'after') }
    this.#keep(path, { texts })
    await vscode.commands.executeCommand(
      'vscode.diff',
      // Both sides have the same path, which the editor takes for two versions of one file.
      rowUri(path, 'before'),
      rowUri(path, 'after'),
      rowTitle(change),
      { preview: true },
    )
  }

  /** Shows a row as it is now. Shown again, its document follows. */
  async show({ title, row, values }: ShownRow): Promise<void> {
    const path = `/${nameOf([row.folder, row.database ?? null, ...Object.entries(row.key).flat()])}/${title}`
    const { field: _, ...found } = row
    this.#keep(path, { texts: { now: formatFields({ ...row.key, ...values }) }, row: found })
    const uri = rowUri(path, 'now')
    this.#changed.fire(uri)
    const document = await vscode.workspace.openTextDocument(uri)
    await vscode.window.showTextDocument(document, { preview: true })
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.#kept.get(uri.path)?.texts[uri.query]
    return text ?? 'This row is no longer at hand. Open it again from its plan or its table.\n'
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const row = this.#kept.get(uri.path)?.row
    if (row === undefined) return []
    const top = new vscode.Range(0, 0, 0, 0)
    return [
      commandLink('drydock.setField', '$(edit) Set Field…', row),
      commandLink('drydock.showRow', '$(refresh) Read Again', row),
      commandLink('drydock.copyRowKey', '$(copy) Copy Key', row),
      commandLink('drydock.copyRowCommand', '$(terminal) Copy Command', row),
    ].map((command) => new vscode.CodeLens(top, command))
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  #keep(path: string, kept: Kept): void {
    this.#kept.delete(path)
    this.#kept.set(path, kept)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest)
  }
}

/** Tells a row without saying its key, because the editor stores the addresses of its tabs. */
function nameOf(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

function rowUri(path: string, query: string): vscode.Uri {
  return vscode.Uri.from({ scheme: schemes.row, path, query })
}
