/** The Quality Report: one page for each pipeline, which survives a reload of the window. */
import * as vscode from 'vscode'
import { panels as panelTypes } from '../../contributions'
import { describeError, isCancellation } from '../../coreHost/coreError'
import type { CoreClient } from '../../coreHost/client'
import type { QualityReport } from '../../core/index'
import { Disposables } from '../disposables'
import { pageHtml, panelIcon, webviewOptions } from '../panelPage'
import { exportReport } from './exportReport'
import type { AppMessage, HostMessage, ReportState, SavedState, WhyView } from './protocol'
import { reportView } from './reportView'

export interface QualityPanelContext {
  readonly extensionUri: vscode.Uri
  readonly core: CoreClient
}

/** A pipeline's file: an absolute folder, and a path in it. */
export interface PipelineFile {
  readonly folder: string
  readonly path: string
}

const panels = new Set<QualityPanel>()

/** Shows the report on a pipeline. The panel that shows an earlier one of it is used again. */
export function showQualityPanel(context: QualityPanelContext, file: PipelineFile): void {
  for (const panel of panels) if (panel.isOf(file)) return panel.show()
  const panel = vscode.window.createWebviewPanel(
    panelTypes.qualityReport,
    titleOf(file),
    vscode.ViewColumn.Active,
    webviewOptions(context.extensionUri),
  )
  new QualityPanel(panel, context, file).start()
}

/** Reads again what is shown of a pipeline, or of all: something was transformed or undone. */
export function refreshQualityPanels(file?: PipelineFile): void {
  for (const panel of panels) if (file === undefined || panel.isOf(file)) panel.refresh()
}

/** Brings a panel back after a reload of the window. `state` is what its page had saved. */
export function deserializeQualityPanel(
  context: QualityPanelContext,
  panel: vscode.WebviewPanel,
  state: unknown,
): void {
  panel.webview.options = webviewOptions(context.extensionUri)
  const { folder = '', path = '' } = (state ?? {}) as Partial<SavedState>
  new QualityPanel(panel, context, { folder, path }).start()
}

class QualityPanel {
  readonly #disposables = new Disposables()
  readonly #closed = new AbortController()
  #report: QualityReport | undefined
  #state: ReportState = { status: 'reading' }

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: QualityPanelContext,
    private readonly file: PipelineFile,
  ) {
    panels.add(this)
    this.#disposables.add(panel.onDidDispose(() => this.#dispose()))
    this.#disposables.add(
      panel.webview.onDidReceiveMessage((message: AppMessage) => void this.#receive(message)),
    )
    panel.iconPath = panelIcon(context.extensionUri, 'quality')
  }

  isOf({ folder, path }: PipelineFile): boolean {
    return folder === this.file.folder && path === this.file.path
  }

  start(): void {
    const { webview } = this.panel
    webview.html = pageHtml(webview, this.context.extensionUri, {
      app: 'qualityReport',
      title: 'Quality Report',
      data: { ...this.file },
    })
    void this.#read()
  }

  show(): void {
    this.panel.reveal()
    this.refresh()
  }

  refresh(): void {
    void this.#read()
  }

  async #receive(message: AppMessage): Promise<void> {
    try {
      await this.#answer(message)
    } catch (error) {
      if (!isCancellation(error)) this.#change({ notice: describeError(error) })
    }
  }

  #answer(message: AppMessage): Promise<unknown> | undefined {
    switch (message.kind) {
      case 'ready':
        return void this.#send()
      case 'refresh':
        return this.#read()
      case 'openDefinition':
        return this.#openDefinition()
      case 'export':
        return this.#report && exportReport(this.context.core, this.file, this.#report, message)
      case 'why':
        return this.#ask(message)
    }
  }

  async #read(): Promise<void> {
    this.#change({ busy: true, notice: null })
    try {
      const { report, document } = await this.context.core.request('qualityReport', this.file, {
        signal: this.#closed.signal,
      })
      this.#report = report
      const [view, why] = [reportView(report, document), this.#why]
      this.#show({ status: 'ready', report: view, why, busy: false, notice: null })
    } catch (error) {
      if (isCancellation(error)) return
      if (this.#state.status === 'ready')
        this.#change({ busy: false, notice: describeError(error) })
      else this.#show({ status: 'unavailable', message: describeError(error) })
    }
  }

  async #ask({ key, field }: Extract<AppMessage, { kind: 'why' }>): Promise<void> {
    this.#change({ why: { kind: 'asking' } })
    try {
      const { why, section } = await this.context.core.request(
        'whyThisValue',
        { ...this.file, key, field },
        { signal: this.#closed.signal },
      )
      this.#change({ why: { kind: 'found', state: why.state, section } })
    } catch (error) {
      if (!isCancellation(error))
        this.#change({ why: { kind: 'failed', message: describeError(error) } })
    }
  }

  async #openDefinition(): Promise<void> {
    const { folder, path } = this.file
    await vscode.window.showTextDocument(vscode.Uri.joinPath(vscode.Uri.file(folder), path))
  }

  get #why(): WhyView | null {
    return this.#state.status === 'ready' ? this.#state.why : null
  }

  #change(change: Partial<Extract<ReportState, { status: 'ready' }>>): void {
    if (this.#state.status === 'ready') this.#show({ ...this.#state, ...change })
    else this.#show({ status: 'reading' })
  }

  #show(state: ReportState): void {
    this.#state = state
    this.#send()
  }

  #send(): void {
    const message: HostMessage = { kind: 'state', state: this.#state }
    if (panels.has(this)) void this.panel.webview.postMessage(message)
  }

  #dispose(): void {
    panels.delete(this)
    this.#closed.abort()
    this.#disposables.dispose()
  }
}

function titleOf({ path }: PipelineFile): string {
  return `Quality: ${path.slice(path.lastIndexOf('/') + 1).replace(/\.pipeline\.jsonc$/, '')}`
}
