/** The columns by which rows go that are matched by something else: changes name the target's rows with them. */
import { findColumn, type Column, type Table } from '../../database/table'

/**
 * The primary key, else the columns that are preferred, else any others that the database keeps unique and not null.
 * Undefined where the table has none of them.
 */
export function ownKey(table: Table, preferred: readonly string[]): readonly Column[] | undefined {
  const names = [table.primaryKey, preferred, ...table.uniqueKeys].find((key) =>
    isUniqueAndWhole(table, key),
  )
  return names?.flatMap((name) => findColumn(table, name) ?? [])
}

/** Whether every row has values in all of these columns, which no other row has. */
export function isUniqueAndWhole(table: Table, names: readonly string[]): boolean {
  const isWhole = names.every((name) => {
    const column = findColumn(table, name)
    return column !== undefined && !column.nullable && column.family !== 'json'
  })
  return isWhole && table.uniqueKeys.some((key) => key.every((name) => names.includes(name)))
}
