import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { MatcherView, PlanView, StrategyCostView, StrategyView, TypeView } from '../protocol'
import { count, counted } from './numbers'

const words: Readonly<Record<TypeView['kind'], string>> = {
  equal: 'arrives as it left',
  converted: 'converted, nothing is lost',
  lossy: 'some values are kept with less',
  refused: 'cannot be carried',
}

/**
 * What a reader may want to know before they apply: closed at first, with one line that says whether opening it is
 * worth while.
 */
export function about(
  plan: PlanView,
  open: boolean,
  toggle: (open: boolean) => void,
): TemplateResult {
  return html`<details
    class="about"
    ?open=${open}
    @toggle=${(event: Event) => toggle((event.currentTarget as HTMLDetailsElement).open)}
  >
    <summary id="about">
      <vscode-icon name=${open ? 'chevron-down' : 'chevron-right'}></vscode-icon>
      <span class="name">About this plan</span>
      ${gist(plan)}
    </summary>
    <div class="about-body">
      ${plan.types.length === 0 ? nothing : values(plan)}
      ${plan.matchers.length === 0 ? nothing : matching(plan.matchers)}
      ${plan.strategy === null ? nothing : comparison(plan.strategy)} ${pinned(plan)}
    </div>
  </details>`
}

function gist(plan: PlanView): TemplateResult {
  const warns = plan.types.some(({ kind }) => kind === 'lossy' || kind === 'refused')
  return html`<span class=${warns ? 'gist warns' : 'gist quiet'}
    >${warns ? html`<vscode-icon name="warning"></vscode-icon>` : nothing}${gistText(plan)}</span
  >`
}

/** `compared by merge · 1 field converted, 1 kept with less`. */
export function gistText({ types, strategy }: Pick<PlanView, 'types' | 'strategy'>): string {
  const number = (kind: TypeView['kind']) => types.filter((type) => type.kind === kind).length
  const [converted, lossy, refused] = [number('converted'), number('lossy'), number('refused')]
  const fields = [
    ...(converted > 0 ? [`${counted(converted, 'field')} converted`] : []),
    ...(lossy > 0 ? [`${counted(lossy, 'field')} kept with less`] : []),
    ...(refused > 0 ? [`${counted(refused, 'field')} cannot be carried`] : []),
  ]
  const same = types.length > 0 && fields.length === 0 ? ['values arrive as they left'] : fields
  const how = strategy === null ? [] : [`compared by ${strategy.name}`]
  return [...same, ...how].join(' · ')
}

function values({ types, source, target }: PlanView): TemplateResult {
  return html`<section aria-labelledby="about-values">
    <h2 id="about-values">What becomes of values</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">${source?.environment ?? 'source'}</th>
          <th scope="col">${target.environment}</th>
          <th scope="col">On the way</th>
        </tr>
      </thead>
      <tbody>
        ${types.map(typeRow)}
      </tbody>
    </table>
  </section>`
}

function typeRow({ field, source, target, kind, note }: TypeView): TemplateResult {
  const warns = kind === 'lossy' || kind === 'refused'
  return html`<tr class=${kind}>
    <th scope="row"><code>${field}</code></th>
    <td><code>${source}</code></td>
    <td><code>${target}</code></td>
    <td>
      <span class="kind"
        >${warns ? html`<vscode-icon name="warning"></vscode-icon>` : nothing}${words[kind]}</span
      >${note === '' ? nothing : html`<span class="quiet note">${note}</span>`}
    </td>
  </tr>`
}

function matching(matchers: readonly MatcherView[]): TemplateResult {
  return html`<section aria-labelledby="about-matching">
    <h2 id="about-matching">How rows found each other</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Matcher, in this order</th>
          <th scope="col" class="number">Rows</th>
        </tr>
      </thead>
      <tbody>
        ${matchers.map(
          ({ name, rows }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="number">${count(rows)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function comparison({ name, why, costs }: StrategyView): TemplateResult {
  return html`<section aria-labelledby="about-comparison">
    <h2 id="about-comparison">How the sides were compared</h2>
    <p>By <strong>${name}</strong>: ${why}.</p>
    <table>
      <thead>
        <tr>
          <th scope="col">Strategy</th>
          <th scope="col" class="number">Data, about</th>
          <th scope="col" class="number">Time, about</th>
        </tr>
      </thead>
      <tbody>
        ${costs.map((cost) => costRow(cost, cost.name === name))}
      </tbody>
    </table>
  </section>`
}

function costRow(cost: StrategyCostView, isChosen: boolean): TemplateResult {
  const name = html`<th scope="row">
    ${cost.name}${isChosen ? html`<span class="quiet"> (chosen)</span>` : nothing}
  </th>`
  if (cost.bytes === null || cost.seconds === null)
    return html`<tr>
      ${name}
      <td colspan="2" class="quiet">not possible: ${cost.notEligible}</td>
    </tr>`
  return html`<tr class=${isChosen ? 'chosen' : ''}>
    ${name}
    <td class="number">${sizeText(cost.bytes)}</td>
    <td class="number">${timeText(cost.seconds)}</td>
  </tr>`
}

function pinned({ pins, steps }: PlanView): TemplateResult {
  return html`<section aria-labelledby="about-pins">
    <h2 id="about-pins">What it holds on to</h2>
    <dl class="pins">
      ${pins.map(
        ({ label, text }) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${text}</dd>
          </div>`,
      )}
    </dl>
    <p class="quiet">
      It is refused where one of these is another by then, and each ${steps ? 'database' : 'row'} is
      left alone that is no longer as the plan shows it.
    </p>
  </section>`
}

/** In units of a thousand: `12 kB`, `142 MB`, `1.4 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/** `less than 0.1 s`, `2.4 s`, `3 min`. */
export function timeText(seconds: number): string {
  if (seconds < 0.1) return 'less than 0.1 s'
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`
}
