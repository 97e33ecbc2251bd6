/** Show Row in Target, and Find Row: one row as its database has it now. */
import type { ClickedRow, TableReference, TableRow } from '../../contributions'
import { displayKey } from '../../views/format'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { askForRow } from './askForRow'
import { tableRowOf } from './clickedRow'
import { placeOf, tableTitle } from './rowTexts'

export async function showRow(context: CommandContext, of?: ClickedRow): Promise<void> {
  if (of !== undefined) await show(context, await tableRowOf(context, of))
}

export async function findRow(context: CommandContext, of?: TableReference): Promise<void> {
  const row = await askForRow(context, of)
  if (row !== undefined) await show(context, row)
}

async function show(context: CommandContext, row: TableRow): Promise<void> {
  const { folder, key } = row
  const title = tableTitle(row)
  const params = { folder, place: placeOf(row), key }
  const found = await withCoreProgress(`Reading ${displayKey(key)} of ${title}`, (options) =>
    context.core.request('readRow', params, options),
  )
  await context.rows.show({ title, row: { ...row, key: found.key }, values: found.row })
}
