import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type {
  Counter,
  DecisionsView,
  EndView,
  FieldView,
  HazardView,
  PlanView,
  Readiness,
} from '../protocol'
import { count } from './numbers'
import { applyLabel, canApply, canDiscard, whyNot } from './readiness'

export interface HeaderActions {
  apply(): void
  discard(): void
  openDefinition(): void
  openCompanion(): void
}

/** What the plan is, where it reads and writes, and the two decisions about it. */
export function header(
  plan: PlanView,
  readiness: Readiness,
  decisions: DecisionsView,
  actions: HeaderActions,
): TemplateResult {
  return html`<header>
    <div class="heading">
      <h1>${plan.title}</h1>
      <p class="ends">
        ${plan.source === null ? nothing : end(plan.source)}
        ${end(plan.target, plan.source === null ? nothing : arrow())}
      </p>
      ${origin(plan, actions)} ${companion(plan, actions)}
    </div>
    <div class="actions">
      <div class="buttons">
        <vscode-button
          ?disabled=${!canApply(plan, readiness, decisions)}
          icon="check"
          @click=${actions.apply}
          >${applyLabel(plan)}</vscode-button
        >
        <vscode-button
          secondary
          ?disabled=${!canDiscard(readiness)}
          icon="trash"
          @click=${actions.discard}
          >Discard</vscode-button
        >
      </div>
      ${reason(plan, readiness, decisions)}
    </div>
  </header>`
}

/** The arrow belongs to the end that it points to, so that both go to the next line together. */
function end(
  { environment, address }: EndView,
  lead: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<span class="end"
    >${lead}<strong>${environment}</strong> · <span class="address">${address}</span></span
  >`
}

function arrow(): TemplateResult {
  return html`<span class="to" role="img" aria-label="to">→</span>`
}

function origin(plan: PlanView, { openDefinition }: HeaderActions): TemplateResult {
  const when = new Date(plan.createdAt).toLocaleString()
  if (plan.definition === null) return html`<p class="quiet">Planned ${when}</p>`
  return html`<p class="quiet">
    Planned ${when} from
    <button class="link" @click=${openDefinition}>${plan.definition}</button>
  </p>`
}

function companion(
  { goesBack }: PlanView,
  { openCompanion }: HeaderActions,
): TemplateResult | typeof nothing {
  if (!goesBack) return nothing
  return html`<p class="quiet">
    Values go both ways.
    <button class="link" @click=${openCompanion}>See what goes back</button>
  </p>`
}

function reason(
  plan: PlanView,
  readiness: Readiness,
  decisions: DecisionsView,
): TemplateResult | typeof nothing {
  const text = whyNot(plan, readiness, decisions)
  return text === undefined ? nothing : html`<span class="reason" role="status">${text}</span>`
}

/** The plan's numbers, as its users know them. */
export function counters({ counters, fields }: PlanView): TemplateResult {
  return html`<dl class="counters" aria-label="Summary">
    ${counters.map(counter)} ${fields.map(fieldCounter)}
  </dl>`
}

function counter({ label, count: number, text, alarming }: Counter): TemplateResult {
  const alarm = alarming && number > 0
  return html`<div class=${alarm ? 'counter alarm' : 'counter'}>
    <dt>${label}</dt>
    <dd>
      ${alarm ? html`<vscode-icon name="warning"></vscode-icon>` : nothing}${text ?? count(number)}
    </dd>
  </div>`
}

function fieldCounter({ name, count: number }: FieldView): TemplateResult | typeof nothing {
  if (number === null) return nothing
  return html`<div class="counter field">
    <dt><code>${name}</code></dt>
    <dd>${count(number)}</dd>
  </div>`
}

/** The reasons to think twice, each with its stable code. */
export function hazards(list: readonly HazardView[]): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing
  return html`<ul class="hazards" aria-label="Hazards">
    ${list.map(
      ({ code, message }) =>
        html`<li>
          <vscode-icon name="warning"></vscode-icon>
          <code>${code}</code>
          <span>${message}</span>
        </li>`,
    )}
  </ul>`
}
