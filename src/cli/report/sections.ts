/** The sections of a report as text. */
import type { Cell, ReportDocument, Section } from '../../core/index'
import { heading } from './layout'
import { table } from './table'
import { visible, visibleValue } from './visible'

export function documentLines({ title, sections }: ReportDocument): readonly string[] {
  return [...heading(visible(title)), ...sections.flatMap(sectionLines)]
}

/** Details are left out: a terminal has no room for them. */
function sectionLines({ title, notes, columns, rows }: Section): readonly string[] {
  const places = columns.flatMap(({ detail }, place) => (detail === true ? [] : [place]))
  const right = places.flatMap((place, index) => (columns[place]?.numeric === true ? [index] : []))
  const titles = places.map((place) => visible(columns[place]?.title ?? ''))
  const texts = rows.map((row) => places.map((place) => shown(row[place])))
  return [
    '',
    `${visible(title)}:`,
    ...notes.map((note) => `  ${visible(note)}`),
    ...(rows.length === 0 ? [] : table([titles, ...texts], right).map((line) => `  ${line}`)),
  ]
}

function shown(cell: Cell | undefined): string {
  return visibleValue(cell?.text)
}
