/** Why a value is what it is: the question, and the answer. */
import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { WhyView } from '../protocol'
import { sectionNotes, sectionTable } from './tables'

export function whyPart(
  fields: readonly string[],
  why: WhyView | null,
  ask: (key: string, field: string) => void,
): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const given = new FormData(event.target as HTMLFormElement)
    const text = (name: string) => {
      const value = given.get(name)
      return typeof value === 'string' ? value : ''
    }
    ask(text('key'), text('field'))
  }
  return html`
    <form @submit=${submit} aria-label="Why this value?">
      <label>Key <input name="key" required autocomplete="off" /></label>
      <label>
        Field
        <select name="field">
          ${fields.map((field) => html`<option>${field}</option>`)}
        </select>
      </label>
      <button class="ask">Why This Value?</button>
    </form>
    <div id="why" aria-live="polite">${why === null ? nothing : answer(why)}</div>
  `
}

function answer(why: WhyView): TemplateResult {
  if (why.kind === 'asking') return html`<p class="quiet">Looking at its records…</p>`
  if (why.kind === 'failed') return html`<p class="banner">${why.message}</p>`
  const { section, state } = why
  return html`<h3>${section.title}</h3>
    <div class=${state === 'explained' ? 'verdict' : 'verdict doubtful'}>
      ${sectionNotes(section)}
    </div>
    ${sectionTable(section)}`
}
