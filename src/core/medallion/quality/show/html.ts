/** A document as a page that needs nothing but itself. Nothing in it runs, and whatever texts hold, they stay texts. */
import { visible } from '../../../util/visible'
import { STYLE } from './htmlStyle'
import type { Cell, ReportDocument, Section, SectionColumn } from './section'

export function toHtml({ title, sections }: ReportDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>
${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${sections.map(sectionHtml).join('')}</body>
</html>
`
}

function sectionHtml({ id, title, notes, columns, rows }: Section): string {
  const said = notes.map((note) => `<p>${escaped(note)}</p>\n`).join('')
  return `<section aria-labelledby="${escaped(id)}">
<h2 id="${escaped(id)}">${escaped(title)}</h2>
${said}${rows.length === 0 ? '' : tableHtml(id, columns, rows)}</section>
`
}

function tableHtml(
  id: string,
  columns: readonly SectionColumn[],
  rows: readonly (readonly Cell[])[],
): string {
  const head = columns
    .map((column) => `<th scope="col"${classOf(column)}>${escaped(column.title)}</th>`)
    .join('')
  const body = rows.map(
    (row) =>
      `<tr>${row.map((cell, index) => cellHtml(cell, columns[index], index)).join('')}</tr>\n`,
  )
  return `<div class="table" role="region" aria-labelledby="${escaped(id)}" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('')}</tbody>
</table></div>
`
}

function cellHtml({ text, share }: Cell, column: SectionColumn | undefined, index: number): string {
  const tag = index === 0 ? 'th scope="row"' : 'td'
  const bar = share === undefined ? '' : barHtml(share)
  const shown = text === null ? '<em>NULL</em>' : escaped(text)
  return `<${tag}${classOf(column)}>${shown}${bar}</${tag.split(' ')[0] ?? 'td'}>`
}

function classOf(column: SectionColumn | undefined): string {
  return column?.numeric === true ? ' class="number"' : ''
}

/** It shows what the text beside it says, so that nobody has to be told of it. */
function barHtml(share: number): string {
  const width = (100 * Math.min(1, Math.max(0, share))).toFixed(1)
  return `<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="4" class="all"/><rect width="${width}" height="4" class="part"/></svg>`
}

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
