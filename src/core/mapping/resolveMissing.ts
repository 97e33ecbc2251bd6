/** What inserting and deleting rows takes of the target's structure. */
import { isRestorable } from '../apply/batch'
import { displayTable, type Column } from '../database/table'
import { findCarrier } from '../schema/carry'
import type { ResolvedField } from './resolveFields'
import type { ResolvedKey } from './resolveKey'
import { report, type Resolution } from './resolution'

/** A column of a row that is deleted, and where a row of the target has it, counted after the key. */
export interface WholeColumn {
  readonly name: string
  readonly at: number
}

/** Notes a problem where rows cannot be inserted with what the mapping gives them. */
export function checkInsert(
  resolution: Resolution,
  keys: readonly ResolvedKey[],
  fields: readonly ResolvedField[],
): void {
  const { mapping, targetTable } = resolution
  if (mapping.missing.inTarget !== 'insert') return
  const path = ['missing', 'inTarget']
  for (const { source, target } of keys) {
    if (!isRestorable(target))
      report(
        resolution,
        path,
        `key "${target.name}" is computed by the database: rows cannot be given one`,
      )
    if (findCarrier(source, target) === undefined)
      report(
        resolution,
        path,
        `${source.type} cannot be carried to key "${target.name}", which is ${target.type}`,
      )
  }
  const given = new Set([...keys, ...fields].map(({ target }) => target.name))
  const wanting = targetTable.columns.filter(
    (column) => isNeeded(column) && !given.has(column.name),
  )
  if (wanting.length === 0) return
  const names = wanting.map(({ name }) => `"${name}"`).join(', ')
  const one = wanting.length === 1
  report(
    resolution,
    path,
    `rows cannot be inserted into "${displayTable(targetTable)}": ${names} ${one ? 'is' : 'are'} not null, ${one ? 'has' : 'have'} no default and ${one ? 'is' : 'are'} not mapped`,
    `map ${one ? 'it' : 'them'}, or give ${one ? 'it' : 'them'} a default`,
  )
}

/** Notes a problem where rows that are deleted could not be put back as they were. */
export function checkDelete(resolution: Resolution): void {
  const { mapping, targetTable } = resolution
  if (mapping.missing.inSource !== 'delete' || targetTable.inherited !== true) return
  report(
    resolution,
    ['missing', 'inSource'],
    `rows of "${displayTable(targetTable)}" may be rows of a table that inherits from it, which has more columns: they could not be put back whole`,
    'map the tables that inherit from it one by one, or report such rows',
  )
}

function isNeeded({ nullable, generated, hasDefault, identity }: Column): boolean {
  return !nullable && !generated && hasDefault !== true && identity === undefined
}

/** All that is needed to put a deleted row back, read besides what is compared. */
export function readWholeRow(resolution: Resolution): readonly WholeColumn[] {
  const { targetTable, targetReads } = resolution
  return targetTable.columns.filter(isRestorable).map((column) => {
    const known = targetReads.findIndex(({ name }) => name === column.name)
    const at = known < 0 ? targetReads.push(column) - 1 : known
    return { name: column.name, at }
  })
}
