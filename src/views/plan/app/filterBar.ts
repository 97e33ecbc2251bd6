import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { ChangeFilter, PlanView } from '../protocol'
import { count, counted } from './numbers'

export interface FilterActions {
  text(text: string): void
  field(field: string): void
  clear(): void
}

/** Narrows the changes to those with a text in a key or value, or to those of one field. */
export function filterBar(
  plan: PlanView,
  filter: ChangeFilter,
  total: number | undefined,
  actions: FilterActions,
): TemplateResult {
  const filtered = filter.text !== '' || filter.field !== ''
  return html`<div class="filter" role="search">
    <vscode-textfield
      id="filter-text"
      label="Filter changes by text"
      placeholder=${plan.steps ? 'Filter by name or fact' : 'Filter by key or value'}
      .value=${filter.text}
      @input=${(event: InputEvent) => actions.text(valueOf(event))}
    >
      <vscode-icon slot="content-before" name="filter"></vscode-icon>
    </vscode-textfield>
    ${plan.fields.length > 1 && !plan.steps ? fieldSelect(plan, filter, actions) : nothing}
    ${filtered ? clearButton(actions) : nothing}
    <span class="quiet" role="status">${shownText(plan, filtered, total)}</span>
    <span class="hint quiet"
      >${plan.steps ? 'Enter shows all that is known of a database' : 'Enter opens a row’s diff'}</span
    >
  </div>`
}

function fieldSelect(plan: PlanView, filter: ChangeFilter, actions: FilterActions): TemplateResult {
  return html`<vscode-single-select
    id="filter-field"
    label="Filter changes by field"
    @change=${(event: Event) => actions.field(valueOf(event))}
  >
    <vscode-option value="" ?selected=${filter.field === ''}>All fields</vscode-option>
    ${plan.fields.map(
      ({ name, count: changes }) =>
        html`<vscode-option value=${name} ?selected=${filter.field === name}
          >${changes === null ? name : `${name} (${count(changes)})`}</vscode-option
        >`,
    )}
  </vscode-single-select>`
}

function clearButton({ clear }: FilterActions): TemplateResult {
  return html`<vscode-button
    secondary
    icon="clear-all"
    title="Clear the filter (Escape)"
    @click=${clear}
    >Clear</vscode-button
  >`
}

/** How much of the plan the filter lets through. */
export function shownText(plan: PlanView, filtered: boolean, total: number | undefined): string {
  if (!filtered) return counted(plan.changes, nounOf(plan))
  if (total === undefined) return 'Filtering…'
  return `${count(total)} of ${counted(plan.changes, nounOf(plan))}`
}

function nounOf({ steps }: PlanView): string {
  return steps ? 'database' : 'change'
}

function valueOf(event: Event): string {
  return (event.currentTarget as HTMLElement & { value: string }).value
}
