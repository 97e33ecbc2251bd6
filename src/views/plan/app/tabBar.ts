import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { PlanView, Tab } from '../protocol'
import { count } from './numbers'

const tabs: readonly Tab[] = ['changes', 'notFound', 'problems']

const labels: Readonly<Record<Tab, string>> = {
  changes: 'Changes',
  notFound: 'Not found',
  problems: 'Problems',
}

/** One stop for the Tab key; the arrows choose. */
export function tabBar(plan: PlanView, shown: Tab, show: (tab: Tab) => void): TemplateResult {
  return html`<div
    role="tablist"
    class="tabs"
    aria-label="Rows of the plan"
    @keydown=${(event: KeyboardEvent) => onKey(event, shown, show)}
  >
    ${tabs.map(
      (tab) =>
        html`<button
          role="tab"
          id=${`tab-${tab}`}
          aria-controls="rows"
          aria-selected=${tab === shown ? 'true' : 'false'}
          tabindex=${tab === shown ? 0 : -1}
          @click=${() => show(tab)}
        >
          ${labels[tab]}<span class="badge">${count(plan[tab])}</span>
        </button>`,
    )}
  </div>`
}

function onKey(event: KeyboardEvent, shown: Tab, show: (tab: Tab) => void): void {
  const next = tabAfterKey(event.key, shown)
  if (next === undefined) return
  event.preventDefault()
  show(next)
  const list = event.currentTarget as HTMLElement
  list.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
}

/** The tab that a key leads to: around the end, as tab lists do. */
export function tabAfterKey(key: string, shown: Tab): Tab | undefined {
  const index = tabs.indexOf(shown)
  switch (key) {
    case 'ArrowRight':
      return tabs[(index + 1) % tabs.length]
    case 'ArrowLeft':
      return tabs[(index + tabs.length - 1) % tabs.length]
    case 'Home':
      return tabs[0]
    case 'End':
      return tabs.at(-1)
    default:
      return undefined
  }
}
