import { isDatabaseError } from '../../errors'
import { list, sql, tableRef } from '../../sql'
import { textOf, type Session } from '../../session'
import type { TableName } from '../../tableName'

/**
 * Asks the server to explain an update of these columns: it checks the privileges of tables, columns and roles as
 * for the update itself.
 */
export async function findMissingPrivileges(
  session: Session,
  table: TableName,
  columns: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await session.execute(
    sql`show global variables where variable_name = 'read_only'`,
  )
  if (!['OFF', '0'].includes(textOf(rows[0] ?? {}, 'Value')))
    return ['writing, because read_only is on for this server']
  const [first] = columns
  if (first === undefined) return []
  const assignments = columns.map((name) => sql`${sql.id(name)} = ${sql.id(name)}`)
  try {
    await session.execute(
      sql`explain update ${tableRef(table)} set ${list(assignments)} where ${sql.id(first)} is null and false`,
    )
    return []
  } catch (error) {
    if (isDatabaseError(error, 'permission')) return [error.message]
    throw error
  }
}
