/** The Plan panel: one page for each plan that is looked at, which survives a reload of the window. */
import { dirname, join } from 'node:path'
import * as vscode from 'vscode'
import { panels as panelTypes } from '../../contributions'
import { describeError, isCancellation } from '../../coreHost/coreError'
import type { SavedPlan } from '../../core/index'
import { Disposables } from '../disposables'
import { pageHtml, panelIcon, webviewOptions } from '../panelPage'
import type { PlanPanelContext } from './context'
import { openingHandlers, openPlan, outcomeHandlers, readingHandlers } from './planRequests'
import type { OpenedPlan, PlanHandlers } from './planRequests'
import { PanelDecisions } from './decisions'
import type { AppMessage, HostMessage, PlanState, Readiness, SavedState } from './protocol'
import { readReadiness } from './readiness'

const panels = new Set<PlanPanel>()

/** Shows a plan. A panel that shows an earlier plan of the same definition, or of the same run, is used again. */
export function showPlanPanel(context: PlanPanelContext, saved: SavedPlan): void {
  for (const panel of panels) if (panel.subject === subjectOf(saved)) return panel.show(saved)
  const panel = vscode.window.createWebviewPanel(
    panelTypes.plan,
    titleOf(saved),
    vscode.ViewColumn.Active,
    webviewOptions(context.extensionUri),
  )
  new PlanPanel(panel, context, saved.path).show(saved)
}

/** Asks again whether the plans that are shown can be applied: something was applied, undone or protected. */
export function refreshPlanPanels(): void {
  for (const panel of panels) panel.refresh()
}

/** Brings a panel back after a reload of the window. `state` is what its page had saved. */
export function deserializePlanPanel(
  context: PlanPanelContext,
  panel: vscode.WebviewPanel,
  state: unknown,
): void {
  panel.webview.options = webviewOptions(context.extensionUri)
  const { path = '' } = (state ?? {}) as Partial<SavedState>
  new PlanPanel(panel, context, path).start()
}

class PlanPanel {
  readonly #disposables = new Disposables()
  readonly #requests = new Map<number, AbortController>()
  #saved: SavedPlan | undefined
  #opened: OpenedPlan | undefined
  readonly #handlers: PlanHandlers
  #readiness: Readiness = { kind: 'checking' }
  #decisions = new PanelDecisions()

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly context: PlanPanelContext,
    private path: string,
  ) {
    panels.add(this)
    this.#disposables.add(panel.onDidDispose(() => this.#dispose()))
    this.#disposables.add(
      panel.webview.onDidReceiveMessage((message: AppMessage) => this.#receive(message)),
    )
    this.#handlers = this.#createHandlers()
    panel.iconPath = panelIcon(context.extensionUri, 'plan')
  }

  /** What the panel is about: a later plan about the same takes its place. */
  get subject(): string | undefined {
    return this.#saved === undefined ? undefined : subjectOf(this.#saved)
  }

  start(): void {
    const { extensionUri } = this.context
    const page = { app: 'plan', title: 'Plan', data: { plan: this.path } }
    this.panel.webview.html = pageHtml(this.panel.webview, extensionUri, page)
  }

  show(saved: SavedPlan): void {
    const samePage = this.#saved?.path === saved.path
    if (!samePage) this.#decisions = new PanelDecisions()
    this.#saved = saved
    this.path = saved.path
    this.panel.title = titleOf(saved)
    this.panel.reveal()
    if (samePage) this.refresh()
    else this.start()
  }

  refresh(): void {
    if (this.#opened === undefined) return
    void this.#checkReadiness(this.#opened)
  }

  #receive(message: AppMessage): void {
    if (message.kind === 'cancel') this.#requests.get(message.id)?.abort()
    else void this.#answer(message)
  }

  async #answer({ id, method, params }: Extract<AppMessage, { kind: 'request' }>): Promise<void> {
    const request = new AbortController()
    this.#requests.set(id, request)
    try {
      const handle = this.#handlers[method] as (
        params: unknown,
        signal: AbortSignal,
      ) => Promise<unknown>
      this.#send({ kind: 'response', id, result: await handle(params, request.signal) })
    } catch (error) {
      if (isCancellation(error)) return
      this.#send({ kind: 'failure', id, message: describeError(error) })
    } finally {
      this.#requests.delete(id)
    }
  }

  #createHandlers(): PlanHandlers {
    return {
      load: () => this.#load(),
      ...readingHandlers(this.context, () => this.#plan()),
      ...outcomeHandlers(this.context, () => this.#plan()),
      ...openingHandlers(this.context, () => this.#plan()),
      openCompanion: () => this.#openCompanion(),
      decide: (params) => this.#take(() => this.#decisions.decide(params)),
      decideAll: ({ side }) => this.#take(() => this.#decisions.decideAll(side)),
      apply: () => this.#act('In progress…', (plan) => this.#apply(plan)),
      discard: () => this.#discard(),
    }
  }

  async #load(): Promise<PlanState> {
    try {
      const opened = await openPlan(this.context, this.path)
      this.#opened = opened
      this.#saved = opened
      this.panel.title = titleOf(opened)
      void this.#checkReadiness(opened)
      return this.#state(opened)
    } catch (error) {
      this.#opened = undefined
      return {
        status: 'unavailable',
        message: 'This plan is no longer available.',
        mend: describeError(error),
      }
    }
  }

  /** Asking the target takes a moment; the page shows the plan meanwhile. */
  async #checkReadiness(opened: OpenedPlan): Promise<void> {
    const readiness = await readReadiness(this.context, opened)
    if (this.#opened?.path === opened.path) this.#setReadiness(readiness)
  }

  async #openCompanion(): Promise<null> {
    const { path, plan } = this.#plan()
    if (plan.companion === undefined) return null
    const other = join(dirname(path), plan.companion.file)
    const saved = await this.context.core.request('openPlan', { path: other })
    showPlanPanel(this.context, { path: other, plan: saved })
    return null
  }

  #take(decide: () => void): Promise<null> {
    decide()
    if (this.#opened !== undefined) this.#send({ kind: 'state', state: this.#state(this.#opened) })
    return Promise.resolve(null)
  }

  /** What was decided becomes a plan of its own, which is then what is shown and applied. */
  async #apply(saved: SavedPlan): Promise<void> {
    if (!(saved.plan.undecided > 0)) return void (await this.context.apply(saved))
    const { decisions } = this.#decisions
    const decided = await this.context.core.request('decideConflicts', {
      folder: this.context.folderOf(saved),
      path: saved.path,
      decisions,
    })
    this.show(decided)
    this.context.decided(saved, decided)
    await this.context.apply(decided)
  }

  /** Runs one of the two decisions with the buttons off, and says afterwards where the plan stands. */
  async #act(message: string, act: (plan: SavedPlan) => Promise<unknown>): Promise<null> {
    const opened = this.#plan()
    this.#setReadiness({ kind: 'busy', message })
    try {
      await act({ path: opened.path, plan: opened.plan })
    } finally {
      if (panels.has(this)) await this.#afterDecision()
    }
    return null
  }

  async #discard(): Promise<null> {
    await this.#act('In progress…', (plan) => this.context.discard(plan))
    this.panel.dispose()
    return null
  }

  async #afterDecision(): Promise<void> {
    this.#readiness = { kind: 'checking' }
    const state = await this.#load()
    this.#send({ kind: 'state', state })
  }

  #plan(): OpenedPlan {
    if (this.#opened === undefined) throw new Error('the plan is no longer available')
    return this.#opened
  }

  #setReadiness(readiness: Readiness): void {
    this.#readiness = readiness
    if (this.#opened !== undefined) this.#send({ kind: 'state', state: this.#state(this.#opened) })
  }

  #state({ view }: OpenedPlan): PlanState {
    const decisions = this.#decisions.view(view.conflicts)
    return { status: 'ready', plan: view, readiness: this.#readiness, decisions }
  }

  #send(message: HostMessage): void {
    if (panels.has(this)) void this.panel.webview.postMessage(message)
  }

  #dispose(): void {
    panels.delete(this)
    for (const request of this.#requests.values()) request.abort()
    this.#disposables.dispose()
  }
}

function titleOf({ plan }: SavedPlan): string {
  return `Plan: ${plan.title}`
}

function subjectOf({ path, plan }: SavedPlan): string {
  const { environment } = plan.target
  const about = plan.undoes ?? plan.definition?.path ?? (plan.steps === true ? null : path)
  // Each source of a pipeline has a plan of its own.
  return JSON.stringify([plan.kind, about, environment, plan.pipeline?.streamName])
}
