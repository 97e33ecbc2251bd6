import { LitElement, html, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { state } from 'lit/decorators.js'
import type {
  ChangeFilter,
  DecisionsView,
  Params,
  PlanState,
  PlanView,
  SavedState,
  Tab,
} from '../protocol'
import { about } from './about'
import { contentOf } from './content'
import { debounce } from './debounce'
import { decideBar } from './decideBar'
import { filterBar } from './filterBar'
import type { GridChoice, GridContent, GridStatus, PlanGrid } from './grid/planGrid'
import { counters, hazards, header } from './header'
import { CancelledError, HostConnection } from './hostConnection'
import type { MessagePortLike } from './hostConnection'
import { outcomeBanner, runOf } from './readiness'
import { tabBar, tabsOf } from './tabBar'
import { failed, noticeBanner, unavailable, waiting } from './messages'

/** Where the page keeps what survives a reload. */
export interface Memory {
  readonly path: string
  readonly saved: SavedState | undefined
  save(state: SavedState): void
}

const noFilter: ChangeFilter = { text: '', field: '' }

/** The whole page: what the plan is, what it would do, and the two decisions about it. */
export class PlanApp extends LitElement {
  @state() private plan: PlanState | undefined
  @state() private failure: string | undefined
  /** Why the last thing that was asked for did not happen. */
  @state() private notice: string | undefined
  @state() private tab: Tab = 'changes'
  @state() private filter: ChangeFilter = noFilter
  @state() private about = false
  @state() private grid: GridStatus = { total: undefined, failure: undefined }

  private connection: HostConnection | undefined
  private memory: Memory | undefined
  private content: { readonly of: string; readonly grid: GridContent } | undefined
  private readonly applyFilter = debounce((filter: ChangeFilter) => this.show({ filter }), 200)

  /** One document, so that one style sheet and one set of ids serve all of it. */
  protected override createRenderRoot(): HTMLElement {
    return this
  }

  connect(port: MessagePortLike, memory: Memory): void {
    this.memory = memory
    const { saved } = memory
    if (saved?.path === memory.path) {
      this.tab = saved.tab
      this.filter = saved.filter
      this.about = saved.about === true
    }
    this.connection = new HostConnection(port, (plan) => this.receive(plan))
    this.load()
  }

  private load(): void {
    this.failure = undefined
    this.connection?.request('load', null).then(
      (plan) => this.receive(plan),
      (error: unknown) => (this.failure = messageOf(error)),
    )
  }

  /** A field that the new plan does not have cannot stay in the filter. */
  private receive(state: PlanState): void {
    const first = this.plan === undefined
    this.plan = state
    if (state.status !== 'ready') return
    if (!tabsOf(state.plan, runOf(state.readiness)).includes(this.tab))
      this.show({ tab: 'changes' })
    // What has to be decided is what its reader came for.
    if (first && state.plan.conflicts > 0) this.show({ tab: 'conflicts' })
    this.querySelector<PlanGrid>('drydock-grid')?.redraw()
    const known = state.plan.fields.some(({ name }) => name === this.filter.field)
    if (!known && this.filter.field !== '') this.show({ filter: { ...this.filter, field: '' } })
    this.remember()
  }

  private show(change: Partial<Pick<SavedState, 'tab' | 'filter' | 'about'>>): void {
    this.tab = change.tab ?? this.tab
    this.filter = change.filter ?? this.filter
    this.about = change.about ?? this.about
    this.remember()
  }

  private remember(): void {
    const { path } = this.memory ?? { path: '' }
    const { tab, filter, about } = this
    this.memory?.save({ version: 1, path, tab, filter, about })
  }

  /** The grid starts afresh only when another set of rows is asked for. */
  protected override willUpdate(): void {
    const { plan: state, connection } = this
    if (state?.status !== 'ready' || connection === undefined) return
    const { plan } = state
    const { tab, filter } = this
    const run = runOf(state.readiness)
    const outcomes = tab === 'failed' || tab === 'drifted' ? run : null
    const of = JSON.stringify([plan.id, tab, tab === 'changes' ? filter : null, outcomes])
    if (this.content?.of === of) return
    const path = this.memory?.path ?? ''
    const decided = () => this.decisions()
    this.content = { of, grid: contentOf({ plan, path, tab, filter, connection, decided, run }) }
    this.grid = { total: undefined, failure: undefined }
  }

  protected override render(): TemplateResult {
    if (this.failure !== undefined) return failed(this.failure, () => this.load())
    const state = this.plan
    if (state === undefined) return waiting('Reading the plan…')
    if (state.status === 'unavailable') return unavailable(state.message, state.mend)
    const { plan, readiness, decisions } = state
    return html`
      ${header(plan, readiness, decisions, {
        apply: () => this.tell('apply', null),
        discard: () => this.tell('discard', null),
        openDefinition: () => this.tell('openDefinition', null),
        openCompanion: () => this.tell('openCompanion', null),
      })}
      ${outcomeBanner(plan, readiness, (runId) => this.tell('openLog', { runId }))}
      ${this.notice === undefined ? nothing : noticeBanner(this.notice)} ${counters(plan)}
      ${hazards(plan.hazards)} ${about(plan, this.about, (open) => this.show({ about: open }))}
      ${tabBar(plan, runOf(readiness), this.tab, (tab) => this.show({ tab }))} ${this.rows(plan)}
    `
  }

  private rows(plan: PlanView): TemplateResult {
    const empty = this.emptyText(plan)
    return html`
      <section
        id="rows"
        role="tabpanel"
        aria-labelledby=${`tab-${this.tab}`}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      >
        ${this.tab === 'changes' && plan.changes > 0 ? this.filterBar(plan) : nothing}
        ${this.tab === 'conflicts' ? this.decideBar(plan) : nothing}
        ${empty === undefined ? nothing : html`<p class="empty" role="status">${empty}</p>`}
        ${this.grid.failure === undefined ? nothing : this.gridFailure(this.grid.failure)}
        <drydock-grid
          ?hidden=${empty !== undefined}
          .content=${this.content?.grid}
          @status=${(event: CustomEvent<GridStatus>) => (this.grid = event.detail)}
          @choose=${(event: CustomEvent<GridChoice>) => this.choose(plan, event.detail)}
          @open=${(event: CustomEvent<{ ordinal: number }>) => this.tell('openDiff', event.detail)}
        ></drydock-grid>
      </section>
    `
  }

  private filterBar(plan: PlanView): TemplateResult {
    return filterBar(plan, this.filter, this.grid.total, {
      text: (text) => this.applyFilter({ ...this.filter, text }),
      field: (field) => {
        this.applyFilter.flush()
        this.show({ filter: { ...this.filter, field } })
      },
      clear: () => this.clearFilter(),
    })
  }

  private decideBar(plan: PlanView): TemplateResult {
    return decideBar(plan, this.decisions(), {
      all: (side) => this.tell('decideAll', { side }),
    })
  }

  private decisions(): DecisionsView {
    return this.plan?.status === 'ready'
      ? this.plan.decisions
      : { rows: {}, otherwise: null, decided: 0 }
  }

  /** A side for one of the row's fields, or for all of them where none is meant. */
  private choose(plan: PlanView, { row, column, side }: GridChoice): void {
    if (this.tab !== 'conflicts' || row.ordinal === undefined) return
    const all = row.cells.flatMap((cell, index) => (cell.kind === 'choice' ? [index] : []))
    const names = (columns: readonly number[]) =>
      columns.map((index) => plan.fields[index - plan.key.length]?.name ?? '')
    const fields = names(column === undefined ? all : [column])
    this.tell('decide', { ordinal: row.ordinal, fields, all: names(all), side })
  }

  private gridFailure(message: string): TemplateResult {
    const retry = () => this.querySelector<PlanGrid>('drydock-grid')?.retry()
    return html`<p class="banner error" role="alert">
      <vscode-icon name="error"></vscode-icon>
      <span>${message}</span>
      <vscode-button secondary @click=${retry}>Try Again</vscode-button>
    </p>`
  }

  private emptyText(plan: PlanView): string | undefined {
    const { total } = this.grid
    if (this.tab === 'failed' || this.tab === 'drifted') return undefined
    if (this.tab === 'notFound')
      return plan.notFound > 0 ? undefined : 'Every source row was found in the target.'
    if (this.tab === 'problems')
      return plan.problems > 0 ? undefined : 'No duplicate keys, null keys or invalid values.'
    if (plan.changes === 0) return nothingToChange(plan)
    return total === 0 ? 'No change matches the filter.' : undefined
  }

  private clearFilter(): void {
    this.applyFilter.cancel()
    this.show({ filter: noFilter })
    const input = this.querySelector<HTMLElement & { value: string }>('#filter-text')
    if (input !== null) input.value = ''
  }

  private onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.key !== 'Escape') return
    if (this.filter.text === '' && this.filter.field === '') return
    event.preventDefault()
    this.clearFilter()
  }

  /** The page goes on as it is when one of these fails. */
  private tell(...[method, params]: Command): void {
    this.notice = undefined
    this.connection?.request(method, params).catch((error: unknown) => {
      if (!(error instanceof CancelledError)) this.notice = messageOf(error)
    })
  }

  /** The first thing that a reader wants to move in is the grid. A question asked meanwhile keeps the focus. */
  protected override updated(changed: PropertyValues): void {
    if (!changed.has('plan') || changed.get('plan') !== undefined) return
    if (document.hasFocus() && document.activeElement === document.body)
      this.querySelector<HTMLElement>('drydock-grid:not([hidden])')?.focus()
  }
}

type Command =
  | ['decide', Params<'decide'>]
  | ['decideAll', Params<'decideAll'>]
  | ['apply' | 'discard' | 'openDefinition' | 'openCompanion', null]
  | ['openDiff', { readonly ordinal: number }]
  | ['openLog', { readonly runId: string }]

function nothingToChange(plan: PlanView): string {
  if (plan.kind === 'undo') return 'Nothing to take back.'
  if (plan.steps) return 'Nothing to do: every database is there already, or left out.'
  return 'Nothing to change: every matched row equals its source in the mapped fields.'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
