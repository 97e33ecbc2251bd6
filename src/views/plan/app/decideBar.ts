import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { DecisionsView, EndView, PlanView, Side } from '../protocol'
import { count, counted } from './numbers'

export interface DecideActions {
  all(side: Side | null): void
}

/** How far the decisions are, and one side for all of them. */
export function decideBar(
  plan: PlanView,
  { decided, otherwise }: DecisionsView,
  { all }: DecideActions,
): TemplateResult {
  const name = (end: EndView | null) => end?.environment ?? 'source'
  return html`<div class="filter" role="group" aria-label="Decisions">
    <vscode-button
      secondary
      icon=${otherwise === 'source' ? 'check' : 'arrow-left'}
      @click=${() => all('source')}
      >Take all from ${name(plan.source)}</vscode-button
    >
    <vscode-button
      secondary
      icon=${otherwise === 'target' ? 'check' : 'arrow-right'}
      @click=${() => all('target')}
      >Keep all of ${name(plan.target)}</vscode-button
    >
    ${
      decided > 0
        ? html`<vscode-button secondary icon="discard" @click=${() => all(null)}
            >Start Over</vscode-button
          >`
        : ''
    }
    <span class="quiet" role="status"
      >${count(decided)} of ${counted(plan.conflicts, 'conflict')} decided</span
    >
    <span class="hint quiet">S takes the source’s value, T keeps the target’s</span>
  </div>`
}
