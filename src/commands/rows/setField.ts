/** Set Field: plans the change of one field of one row and shows the plan. Changes nothing. */
import * as vscode from 'vscode'
import type { ClickedRow, TableRow } from '../../contributions'
import type { Column, FoundRow } from '../../core/index'
import { displayKey, displayValue, shorten } from '../../views/format'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { askForRow } from './askForRow'
import { askForValue } from './askForValue'
import { tableRowOf } from './clickedRow'
import { placeOf, tableTitle } from './rowTexts'

export async function setField(context: CommandContext, of?: ClickedRow): Promise<void> {
  const row = of === undefined ? await askForRow(context, undefined) : await tableRowOf(context, of)
  if (row === undefined) return
  const found = await readRow(context, row)
  const column = await askForColumn(row, found)
  if (column === undefined) return
  const { folder } = row
  const place = placeOf(row)
  const saved = await askForValue({
    title: `Set ${column.name} of ${displayKey(found.key)} in ${tableTitle(row)}`,
    column,
    present: found.row[column.name] ?? null,
    plan: (value, options) => {
      const edit = { key: found.key, fields: { [column.name]: value } }
      return context.core.request('planRowEdit', { folder, place, edit }, options)
    },
  })
  if (saved !== undefined) await context.plans.show(saved)
}

function readRow({ core }: CommandContext, row: TableRow): Thenable<FoundRow> {
  const params = { folder: row.folder, place: placeOf(row), key: row.key }
  return withCoreProgress(`Reading ${displayKey(row.key)} of ${tableTitle(row)}`, (options) =>
    core.request('readRow', params, options),
  )
}

/** The field that was clicked, else one that the user picks. */
async function askForColumn(
  row: TableRow,
  { table, key, row: values }: FoundRow,
): Promise<Column | undefined> {
  const columns = settableColumns(table.columns, Object.keys(key))
  const clicked = columns.find(({ name }) => name === row.field)
  if (clicked !== undefined) return clicked
  const items = columns.map((column) => ({
    label: column.name,
    description: shorten(displayValue(values[column.name] ?? null)),
    detail: column.type,
    column,
  }))
  const title = `Set Field of ${displayKey(key)} in ${tableTitle(row)}`
  const placeHolder = 'Choose the field to set'
  const options = { title, placeHolder, matchOnDescription: true, ignoreFocusOut: true }
  return (await vscode.window.showQuickPick(items, options))?.column
}

/** What finds the row stays as it is, and so does what the database computes. */
export function settableColumns(columns: readonly Column[], key: readonly string[]): Column[] {
  return columns.filter(({ name, generated }) => !generated && !key.includes(name))
}
