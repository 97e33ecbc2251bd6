/** One row of a plan in the editor's own diff. */
import { createHash } from 'node:crypto'
import * as vscode from 'vscode'
import { schemes } from '../../contributions'
import type { Change, Plan } from '../../core/index'
import { Disposables } from '../disposables'
import { formatRow, rowTitle } from './rowText'
import type { Side } from './rowText'

/** Rows that are kept for open diffs. The address of a document never holds values: tabs are stored. */
const mostKept = 200

export class RowDiffs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #rows = new Map<string, Change>()

  constructor() {
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(schemes.row, this))
  }

  async open(change: Change, plan: Plan): Promise<void> {
    const path = rowPath(change, plan)
    this.#keep(path, change)
    const title = rowTitle(change)
    await vscode.commands.executeCommand(
      'vscode.diff',
      rowUri(path, 'before'),
      rowUri(path, 'after'),
      title,
      { preview: true },
    )
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const change = this.#rows.get(uri.path)
    if (change === undefined) return 'This row is no longer at hand. Open it again from its plan.\n'
    return formatRow(change, uri.query === 'before' ? 'before' : 'after')
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  #keep(path: string, change: Change): void {
    this.#rows.delete(path)
    this.#rows.set(path, change)
    const [oldest] = this.#rows.keys()
    if (this.#rows.size > mostKept && oldest !== undefined) this.#rows.delete(oldest)
  }
}

/**
 * Both sides have the same path, which the editor takes for two versions of one file. It tells the row without
 * saying its key, because the editor stores the addresses of its tabs.
 */
function rowPath({ table, key }: Change, plan: Plan): string {
  const row = JSON.stringify([plan.id, table, ...Object.values(key)])
  return `/${table}/${createHash('sha256').update(row).digest('hex').slice(0, 16)}`
}

function rowUri(path: string, side: Side): vscode.Uri {
  return vscode.Uri.from({ scheme: schemes.row, path, query: side })
}
