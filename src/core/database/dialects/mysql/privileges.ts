import type { OtherWrites } from '../../dialect'
import { isDatabaseError } from '../../errors'
import { compile, list, sql, tableRef, type Sql } from '../../sql'
import { textOf, type Session } from '../../session'
import type { TableName } from '../../tableName'
import { READ_ONLY_TRANSACTION } from './errors'

/**
 * Lets the server prepare statements that are never run: it checks the privileges of roles, patterns, tables and
 * columns as for the statements themselves. In a session that only reads it does not come as far as the columns
 * of an update.
 */
export async function findMissingPrivileges(
  session: Session,
  table: TableName,
  columns: readonly string[],
  others: OtherWrites = {},
): Promise<readonly string[]> {
  if (await isReadOnly(session)) return ['writing, because read_only is on for this server']
  return [
    ...(await findMissingUpdates(session, table, columns)),
    ...(await findMissingOthers(session, table, columns, others)),
  ]
}

async function findMissingUpdates(
  session: Session,
  table: TableName,
  columns: readonly string[],
): Promise<readonly string[]> {
  if (columns.length === 0) return []
  const reads = sql.join(
    columns.map((name) => sql`${sql.id(name)} is null`),
    sql` or `,
  )
  if (await isPermitted(session, sql`${updateOf(table, columns)} where ${reads}`)) return []
  const missing: string[] = []
  for (const name of columns) {
    if (!(await isPermitted(session, selectOf(table, name))))
      missing.push(`select of column "${name}"`)
    if (!(await isPermitted(session, updateOf(table, [name]))))
      missing.push(`update of column "${name}"`)
  }
  return missing
}

async function findMissingOthers(
  session: Session,
  table: TableName,
  updated: readonly string[],
  others: OtherWrites,
): Promise<readonly string[]> {
  const missing: string[] = []
  for (const name of (others.read ?? []).filter((column) => !updated.includes(column)))
    if (!(await isPermitted(session, selectOf(table, name))))
      missing.push(`select of column "${name}"`)
  for (const name of others.insert ?? []) {
    const insert = sql`insert into ${tableRef(table)} (${sql.id(name)}) values (default)`
    if (!(await isPermitted(session, insert))) missing.push(`insert of column "${name}"`)
  }
  const remove = sql`delete from ${tableRef(table)} where false`
  if (others.delete === true && !(await isPermitted(session, remove))) missing.push('delete')
  return missing
}

function selectOf(table: TableName, name: string): Sql {
  return sql`select ${sql.id(name)} from ${tableRef(table)}`
}

async function isReadOnly(session: Session): Promise<boolean> {
  const { rows } = await session.execute(
    sql`show global variables where variable_name = 'read_only'`,
  )
  return !['OFF', '0'].includes(textOf(rows[0] ?? {}, 'Value'))
}

function updateOf(table: TableName, columns: readonly string[]): Sql {
  return sql`update ${tableRef(table)} set ${list(columns.map((name) => sql`${sql.id(name)} = null`))}`
}

async function isPermitted(session: Session, statement: Sql): Promise<boolean> {
  await session.execute(sql`set @drydock_statement = ${compile(statement, 'mysql').sql}`)
  try {
    await session.execute(sql`prepare drydock_statement from @drydock_statement`)
  } catch (error) {
    if (isDatabaseError(error, 'permission')) return false
    if (isDatabaseError(error) && error.sqlState === READ_ONLY_TRANSACTION) return true
    throw error
  }
  await session.execute(sql`deallocate prepare drydock_statement`)
  return true
}
