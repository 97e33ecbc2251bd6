import { LitElement, html, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import type {
  AppMessage,
  ChartView,
  ReportState,
  ReportView,
  SectionView,
  WhyView,
} from '../protocol'
import type { ChartKind } from './chart'
import { sectionNotes, sectionTable } from './tables'
import { whyPart } from './why'

type Ready = Extract<ReportState, { status: 'ready' }>

/** The whole page: what the quality is, how it became so, and why a value is what it is. */
export class QualityApp extends LitElement {
  @property({ attribute: false }) state: ReportState = { status: 'reading' }

  tell: (message: AppMessage) => void = () => undefined

  /** One document, so that one style sheet and one set of ids serve all of it. */
  protected override createRenderRoot(): HTMLElement {
    return this
  }

  protected override render(): TemplateResult {
    const { state } = this
    if (state.status === 'reading') return this.whole('Reading the quality…')
    if (state.status === 'unavailable') return this.unavailable(state.message)
    return this.page(state)
  }

  private page({ report, why, busy, notice }: Ready): TemplateResult {
    const section = (id: string) => report.sections.find((one) => one.id === id)
    return html`
      ${this.header(report, busy)}
      ${notice === null ? nothing : html`<p class="banner" role="alert">${notice}</p>`}
      ${this.summary(section('summary'))}
      <div class="charts">
        ${this.charted(section('scores'), report.scores, 'bars')}
        ${this.charted(section('trend'), report.trend, 'line')}
      </div>
      ${this.plain(section('rules'))} ${this.plain(section('gates'))}
      ${this.worst(report, section('worst'), why)} ${this.plain(section('agreement'))}
      ${this.plain(section('agreementByField'))} ${this.plain(section('quarantined'))}
    `
  }

  private header({ title, definition }: ReportView, busy: boolean): TemplateResult {
    const button = (label: string, icon: string, message: AppMessage) =>
      html`<vscode-button
        secondary
        icon=${icon}
        ?disabled=${busy}
        @click=${() => this.tell(message)}
        >${label}</vscode-button
      >`
    return html`<header>
      <div>
        <h1>${title}</h1>
        <button class="link" @click=${() => this.tell({ kind: 'openDefinition' })}>
          ${definition}
        </button>
      </div>
      <div class="buttons">
        ${button('Refresh', 'refresh', { kind: 'refresh' })}
        ${button('Export as HTML', 'export', { kind: 'export', format: 'html' })}
        ${button('Export as Markdown', 'markdown', { kind: 'export', format: 'markdown' })}
      </div>
    </header>`
  }

  private summary(section: SectionView | undefined): TemplateResult | typeof nothing {
    if (section === undefined) return nothing
    return html`${sectionNotes(section)}
      <dl class="summary">
        ${section.rows.map(
          ([name, value]) =>
            html`<div>
              <dt>${name?.text}</dt>
              <dd>${value?.text}</dd>
            </div>`,
        )}
      </dl>`
  }

  /** A picture, and the same as a table for whoever wants it. */
  private charted(
    section: SectionView | undefined,
    chart: ChartView,
    kind: ChartKind,
  ): TemplateResult | typeof nothing {
    if (section === undefined) return nothing
    const { title, rows } = section
    return html`<section aria-label=${title}>
      <h2>${title}</h2>
      ${sectionNotes(section)}
      ${
        rows.length === 0
          ? nothing
          : html`<drydock-chart
                role="img"
                aria-label="${title}; the table below says the same"
                .chart=${chart}
                .kind=${kind}
              ></drydock-chart>
              <details>
                <summary>${title} as a Table</summary>
                ${sectionTable(section)}
              </details>`
      }
    </section>`
  }

  private plain(section: SectionView | undefined): TemplateResult | typeof nothing {
    if (section === undefined) return nothing
    return html`<section aria-label=${section.title}>
      <h2>${section.title}</h2>
      ${sectionNotes(section)} ${sectionTable(section)}
    </section>`
  }

  private worst(
    { worst, fields }: ReportView,
    section: SectionView | undefined,
    why: WhyView | null,
  ): TemplateResult | typeof nothing {
    if (section === undefined) return nothing
    const ask = (key: string, field: string) => this.tell({ kind: 'why', key, field })
    const first = section.columns.length - fields.length
    const action = (row: number, column: number) => {
      const [key, field] = [worst[row], fields[column - first]]
      return key === undefined || field === undefined ? undefined : () => ask(key, field)
    }
    return html`<section aria-label=${section.title}>
      <h2>${section.title}</h2>
      ${sectionNotes(section)} ${sectionTable(section, action)} ${whyPart(fields, why, ask)}
    </section>`
  }

  private whole(text: string): TemplateResult {
    return html`<div class="whole" role="status">
      <vscode-progress-ring></vscode-progress-ring>
      <p>${text}</p>
    </div>`
  }

  private unavailable(message: string): TemplateResult {
    return html`<div class="whole" role="alert">
      <vscode-icon name="circle-slash" size="32"></vscode-icon>
      <p>${message}</p>
      <vscode-button @click=${() => this.tell({ kind: 'refresh' })}>Try Again</vscode-button>
    </div>`
  }

  /** Whoever has asked wants to read the answer. */
  protected override updated(changed: PropertyValues): void {
    const before = changed.get('state') as ReportState | undefined
    const asked = (state: ReportState | undefined) =>
      state?.status === 'ready' && state.why?.kind === 'asking'
    if (asked(before) && !asked(this.state))
      this.querySelector('#why')?.scrollIntoView({ block: 'nearest' })
  }
}
