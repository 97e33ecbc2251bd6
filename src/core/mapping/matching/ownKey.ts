/** The columns by which rows go that are matched by something else: changes name the target's rows with them. */
import { findColumn, type Column, type Table } from '../../database/table'

/**
 * The primary key, else the columns that are preferred, else any others that the database keeps unique and not null.
 * Undefined where the table has none of them.
 */
export function ownKey(table: Table, preferred: readonly string[]): readonly Column[] | undefined {
  const candidates = [table.primaryKey, preferred, ...table.uniqueKeys]
  return candidates
    .filter((names) => names.length > 0 && isUnique(table, names))
    .map((names) => columnsOf(table, names))
    .find((columns) => columns.every(({ nullable, family }) => !nullable && family !== 'json'))
}

function isUnique({ uniqueKeys }: Table, names: readonly string[]): boolean {
  return uniqueKeys.some((key) => key.every((name) => names.includes(name)))
}

function columnsOf(table: Table, names: readonly string[]): readonly Column[] {
  return names.flatMap((name) => findColumn(table, name) ?? [])
}
