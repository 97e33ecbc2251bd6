import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { AppliedView, PlanView, Tab } from '../protocol'
import { count } from './numbers'

const tabs: readonly Tab[] = ['conflicts', 'changes', 'failed', 'drifted', 'notFound', 'problems']

const labels: Readonly<Record<Tab, string>> = {
  conflicts: 'To decide',
  changes: 'Changes',
  failed: 'Refused',
  drifted: 'Drifted',
  notFound: 'Not found',
  problems: 'Problems',
}

/** One stop for the Tab key; the arrows choose. */
export function tabBar(
  plan: PlanView,
  run: AppliedView | undefined,
  shown: Tab,
  show: (tab: Tab) => void,
): TemplateResult {
  const all = tabsOf(plan, run)
  return html`<div
    role="tablist"
    class="tabs"
    aria-label="Rows of the plan"
    @keydown=${(event: KeyboardEvent) => onKey(event, all, shown, show)}
  >
    ${all.map(
      (tab) =>
        html`<button
          role="tab"
          id=${`tab-${tab}`}
          aria-controls="rows"
          aria-selected=${tab === shown ? 'true' : 'false'}
          tabindex=${tab === shown ? 0 : -1}
          @click=${() => show(tab)}
        >
          ${labels[tab]}<span class="badge">${count(countOf(tab, plan, run))}</span>
        </button>`,
    )}
  </div>`
}

/** An undo compares nothing, so that there is nothing it could not find. `run` is what became of the plan. */
export function tabsOf(plan: PlanView, run: AppliedView | undefined): readonly Tab[] {
  return tabs.filter((tab) => {
    const always = tab === 'notFound' || tab === 'problems' ? plan.kind === 'mapping' : false
    return tab === 'changes' || always || countOf(tab, plan, run) > 0
  })
}

function countOf(tab: Tab, plan: PlanView, run: AppliedView | undefined): number {
  return tab === 'failed' || tab === 'drifted' ? (run?.[tab] ?? 0) : plan[tab]
}

function onKey(
  event: KeyboardEvent,
  all: readonly Tab[],
  shown: Tab,
  show: (tab: Tab) => void,
): void {
  const next = tabAfterKey(event.key, all, shown)
  if (next === undefined) return
  event.preventDefault()
  show(next)
  const list = event.currentTarget as HTMLElement
  list.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
}

/** The tab that a key leads to: around the end, as tab lists do. */
export function tabAfterKey(key: string, all: readonly Tab[], shown: Tab): Tab | undefined {
  const index = all.indexOf(shown)
  switch (key) {
    case 'ArrowRight':
      return all[(index + 1) % all.length]
    case 'ArrowLeft':
      return all[(index + all.length - 1) % all.length]
    case 'Home':
      return all[0]
    case 'End':
      return all.at(-1)
    default:
      return undefined
  }
}
