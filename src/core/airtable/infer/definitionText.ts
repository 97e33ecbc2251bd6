/** A proposed definition as the text of its file, with what its reader should know beside it. */
import type { ProposedColumn, ProposedSync, ProposedTable } from './proposeSync'

export interface DefinitionPlace {
  readonly environment: string
  /** The folder of the exports, relative to that of drydock.jsonc, with forward slashes. */
  readonly exports: string
}

export function definitionText(
  { tables }: ProposedSync,
  { environment, exports: folder }: DefinitionPlace,
): string {
  const lines = [
    '{',
    `  "target": { "environment": ${JSON.stringify(environment)} },`,
    `  "exports": ${JSON.stringify(folder)},`,
    '  "tables": {',
    ...tables.flatMap((table, place) => tableLines(table, place < tables.length - 1)),
    '  }',
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function tableLines(table: ProposedTable, isFollowed: boolean): readonly string[] {
  const { name, file, identity, columns } = table
  const shown = columns.filter((column) => !('ignored' in column))
  const ignored = columns.flatMap((column) => ('ignored' in column ? [column.name] : []))
  const own =
    identity.recordId === undefined
      ? JSON.stringify(identity.columns.length === 1 ? identity.columns[0] : identity.columns)
      : `{ "recordId": ${JSON.stringify(identity.recordId)} }`
  return [
    `    ${JSON.stringify(name)}: {`,
    `      "file": ${JSON.stringify(file)},`,
    `      "table": ${JSON.stringify(table.table)},`,
    ...(identity.note === undefined ? [] : [`      // ${oneLine(identity.note)}`]),
    `      "identity": ${own},`,
    '      "columns": {',
    ...shown.flatMap((column, place) => columnLines(column, place < shown.length - 1)),
    `      }${ignored.length > 0 ? ',' : ''}`,
    ...(ignored.length > 0 ? [`      "ignore": ${JSON.stringify(ignored)}`] : []),
    `    }${isFollowed ? ',' : ''}`,
  ]
}

function columnLines(column: ProposedColumn, isFollowed: boolean): readonly string[] {
  return [
    ...column.notes.map((note) => `        // ${oneLine(note)}`),
    `        ${JSON.stringify(column.name)}: ${columnValue(column)}${isFollowed ? ',' : ''}`,
  ]
}

function columnValue(column: ProposedColumn): string {
  if ('ignored' in column) return '{}'
  if ('reverse' in column) return spaced({ reverse: column.reverse })
  if ('link' in column) return spaced({ type: 'link', table: column.link, column: column.column })
  const { format } = column
  return format.type === 'text'
    ? JSON.stringify(column.column)
    : spaced({ ...format, column: column.column })
}

/** `{ "a": 1 }`. */
function spaced(value: object): string {
  const members = Object.entries(value).map(
    ([name, member]) =>
      `${JSON.stringify(name)}: ${typeof member === 'object' ? spaced(member as object) : JSON.stringify(member)}`,
  )
  return `{ ${members.join(', ')} }`
}

/** A comment ends with its line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
