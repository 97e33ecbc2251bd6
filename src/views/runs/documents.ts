/** Run logs as documents of the scheme `drydock-run`, with a language of their own. */
import * as vscode from 'vscode'
import { schemes } from '../../contributions'
import type { RunReference } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import { describeError } from '../../coreHost/coreError'
import type { Outcome, RowOutcome, Run } from '../../core/index'
import { Disposables } from '../disposables'
import { mayChangeSigns, wordsWanted } from '../signs'
import { runLinks } from './runLinks'
import type { formatRun } from './runText'
import { parseRunUri, runUri } from './runUri'

/** Rows of each outcome that a document shows. */
const mostRows = 1000
const windowRows = 500

export class RunDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<vscode.Uri>())
  readonly onDidChange = this.#changed.event

  /** What makes the text of a document is loaded with the first one. */
  constructor(
    private readonly core: CoreClient,
    private readonly loadFormat: () => Promise<typeof formatRun>,
  ) {
    const { workspace, languages } = vscode
    this.#disposables.add(workspace.registerTextDocumentContentProvider(schemes.run, this))
    this.#disposables.add(languages.registerDocumentLinkProvider({ scheme: schemes.run }, runLinks))
    this.#disposables.add(
      workspace.onDidChangeConfiguration((event) => {
        if (mayChangeSigns(event)) this.refresh()
      }),
    )
  }

  async open(of: RunReference): Promise<void> {
    const uri = runUri(of)
    this.#changed.fire(uri)
    const document = await vscode.workspace.openTextDocument(uri)
    await vscode.window.showTextDocument(document, { preview: true })
  }

  /** Runs change: they end, are resumed and undone. Documents that are open follow. */
  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === schemes.run) this.#changed.fire(uri)
  }

  /** A document that cannot be built says why: it may come back with a tab of a former session. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const place = parseRunUri(uri)
    if (place === undefined) return 'This address names no run.\n'
    try {
      const run = await this.core.request('findRun', place)
      const words = wordsWanted()
      const log = await this.core.request('readRunLog', { folder: place.folder, run, words })
      const [applied, drifted, failed] = [
        await this.#read(place.folder, run, 'applied'),
        await this.#read(place.folder, run, 'drifted'),
        await this.#read(place.folder, run, 'failed'),
      ]
      const format = await this.loadFormat()
      return format({ run, log, rows: { applied, drifted, failed }, words })
    } catch (error) {
      return `This run cannot be shown: ${describeError(error)}\n`
    }
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  async #read(folder: string, run: Run, outcome: Outcome): Promise<readonly RowOutcome[]> {
    const rows: RowOutcome[] = []
    const wanted = Math.min(mostRows, run.counts[outcome])
    while (rows.length < wanted) {
      const limit = Math.min(windowRows, wanted - rows.length)
      const params = { folder, run, outcome, offset: rows.length, limit }
      const page = await this.core.request('readOutcomes', params)
      if (page.length === 0) break
      rows.push(...page)
    }
    return rows
  }
}
