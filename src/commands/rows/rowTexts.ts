/** A row in words, for titles and for the clipboard. Pure. */
import type { TableReference, TableRow } from '../../contributions'
import type { TablePlace, Value } from '../../core/index'
import { displayValue, shorten } from '../../views/format'

/** What the core calls the place of a table. */
export function placeOf({ environment, database, table }: TableReference): TablePlace {
  return { environment, database, schema: table.schema, table: table.name }
}

/** `sandbox.public.jobs`, as the command line names a table. */
export function tableTitle({ environment, table }: TableReference): string {
  return `${environment}.${table.schema}.${table.name}`
}

/** The key's values as they are; several with tabs between, which makes cells of them in a sheet. */
export function keyText({ key }: Pick<TableRow, 'key'>): string {
  return Object.values(key)
    .map((value) => value ?? '')
    .join('\t')
}

/** `drydock table get sandbox.public.jobs --key job=10001 --key release=A`, quoted for a POSIX shell. */
export function tableGetCommand(row: TableRow): string {
  const keys = Object.entries(row.key).flatMap(([name, value]) => [
    '--key',
    `${name}=${value ?? ''}`,
  ])
  const database = row.database === undefined ? [] : ['--database', row.database]
  const words = ['drydock', 'table', 'get', tableTitle(row), ...database, ...keys]
  return words.map(shellWord).join(' ')
}

function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** An input box has one line: what it would spoil is not put into it. */
export function startValue(present: Value): { readonly value: string; readonly hint: string } {
  if (present === null) return { value: '', hint: ', now NULL' }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (!/[\u0000-\u001f\u007f\u2028\u2029]/.test(present)) return { value: present, hint: '' }
  return { value: '', hint: `, now ${shorten(displayValue(present))}` }
}
