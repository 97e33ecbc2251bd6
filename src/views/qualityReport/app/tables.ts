/** Sections as tables. */
import { html, nothing, svg } from 'lit'
import type { TemplateResult } from 'lit'
import type { CellView, SectionView } from '../protocol'

/** What a click on a cell does; undefined where it does nothing. */
export type CellAction = (row: number, column: number) => (() => void) | undefined

export function sectionNotes({ notes }: SectionView): readonly TemplateResult[] {
  return notes.map((note) => html`<p class="quiet">${note}</p>`)
}

export function sectionTable(
  { id, title, columns, rows }: SectionView,
  action: CellAction = () => undefined,
): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing
  const classOf = (column: number) => (columns[column]?.numeric === true ? 'number' : '')
  return html`<div class="table" role="region" aria-label=${title} tabindex="0">
    <table id="table-${id}">
      <thead>
        <tr>
          ${columns.map(
            (column, index) => html`<th scope="col" class=${classOf(index)}>${column.title}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, place) =>
            html`<tr>
              ${row.map((cell, column) =>
                column === 0
                  ? html`<th scope="row" class=${classOf(0)}>${content(cell)}</th>`
                  : html`<td class=${classOf(column)}>
                      ${clickable(cell, action(place, column))}
                    </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function clickable(cell: CellView, act: (() => void) | undefined): TemplateResult {
  if (act === undefined) return content(cell)
  return html`<button class="link" title="Why this value?" @click=${act}>${content(cell)}</button>`
}

function content({ text, share }: CellView): TemplateResult {
  const shown = text === null ? html`<em>NULL</em>` : html`<span class="text">${text}</span>`
  return html`${shown}${share === undefined ? nothing : bar(share)}`
}

/** It shows what the text says, so that nobody has to be told of it. */
function bar(share: number): TemplateResult {
  const width = 100 * Math.min(1, Math.max(0, share))
  return html`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="all" width="100" height="4"/><rect class="part" width=${width} height="4"/>`}
  </svg>`
}
