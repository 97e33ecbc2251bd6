/** What a database does by itself when rows are changed, and no undo takes back. */
import { displayTable, type Table } from '../database/table'
import type { Hazard } from './plan'

/** What comes of rows that are on other servers; nothing where all are on the database's own. */
export function acrossServers(table: Table): Hazard[] {
  const { elsewhere } = table
  if (elsewhere === undefined) return []
  const message = `rows of "${displayTable(table)}" are on other servers (${elsewhere.servers.join(', ')}), and servers do not commit together: where one fails at the commit, changes are on some of them and not on others until this is run again`
  return [{ code: 'not-atomic-across-servers', message }]
}

/** Hazards of changes of these fields; of an undo, too, which is a change itself. */
export function sideEffects(table: Table, fields: readonly string[]): readonly Hazard[] {
  const name = displayTable(table)
  const hazards = acrossServers(table)
  if (table.triggers.length > 0)
    hazards.push({
      code: 'triggers',
      message: `"${name}" has triggers that run for each change and that undo does not take back: ${table.triggers.join(', ')}`,
    })
  const stamped = table.columns.filter(
    (column) => column.setOnUpdate === true && !fields.includes(column.name),
  )
  if (stamped.length > 0 && fields.length > 0)
    hazards.push({
      code: 'set-on-update',
      message: `the database sets ${stamped.map((column) => `"${column.name}"`).join(', ')} of "${name}" when a row is updated, and again when that is undone`,
    })
  return hazards
}
