/** All grants, from the server's own tables. https://mariadb.com/kb/en/the-mysql-database-tables/ */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { Row } from '../../../util/value'
import type { Grant } from './grants'
import { lowerCased } from './lowerCased'
import { quoted } from './quoted'

/** Throws where the role may not read them. */
export async function readAllGrants(session: Session, database: string): Promise<readonly Grant[]> {
  return [
    ...(await readDatabaseGrants(session, database)),
    ...(await readTableGrants(session, database)),
    ...(await readColumnGrants(session, database)),
    ...(await readRoutineGrants(session, database)),
  ]
}

/** The name in a grant on a database is a pattern: one for `app\_%` is one on each that it fits. */
async function readDatabaseGrants(session: Session, database: string): Promise<readonly Grant[]> {
  const { rows } = await session.execute(
    sql`select * from mysql.db where ${database} like db order by db, user, host`,
  )
  return rows.map((raw) => {
    const row = lowerCased(raw)
    const rights = Object.keys(row).filter((column) => /_priv$/.test(column) && row[column] === 'Y')
    const on = databasePattern(textOf(row, 'db'), database)
    const granted = rights.map((column) => rightOf(column.replace(/_priv$/, '')))
    return { on: 'database', name: '', text: grantText(granted, on, granteeOf(row)) }
  })
}

/** `*` is the database whose grant it is, so that a grant on one and the same on its copy are equal. */
function databasePattern(pattern: string, database: string): string {
  const isExact = !/(?<!\\)[_%]/.test(pattern)
  if (pattern.replace(/\\([_%\\])/g, '$1') !== database) return `${quoted(pattern)}.*`
  return isExact ? '*' : '* /* and on all databases that its name fits as a pattern */'
}

async function readTableGrants(session: Session, database: string): Promise<readonly Grant[]> {
  const { rows } = await session.execute(sql`
select host as host, user as user, table_name as table_name, table_priv as rights
from mysql.tables_priv
where db = ${database} and table_priv <> ''
order by table_name, user, host`)
  return rows.map((row) => ({
    on: 'relation',
    name: textOf(row, 'table_name'),
    text: grantText(rightsOf(row), quoted(textOf(row, 'table_name')), granteeOf(row)),
  }))
}

async function readColumnGrants(session: Session, database: string): Promise<readonly Grant[]> {
  const { rows } = await session.execute(sql`
select host as host, user as user, table_name as table_name, column_name as column_name,
  column_priv as rights
from mysql.columns_priv
where db = ${database}
order by table_name, column_name, user, host`)
  return rows.map((row) => {
    const column = quoted(textOf(row, 'column_name'))
    const rights = rightsOf(row).map((right) => `${right} (${column})`)
    const table = textOf(row, 'table_name')
    return { on: 'relation', name: table, text: grantText(rights, quoted(table), granteeOf(row)) }
  })
}

async function readRoutineGrants(session: Session, database: string): Promise<readonly Grant[]> {
  const { rows } = await session.execute(sql`
select host as host, user as user, routine_name as routine_name, upper(routine_type) as routine_type,
  proc_priv as rights
from mysql.procs_priv
where db = ${database}
order by routine_name, user, host`)
  return rows.map((row) => {
    const type = textOf(row, 'routine_type')
    const name = textOf(row, 'routine_name')
    const on = type === 'FUNCTION' ? 'function' : type === 'PROCEDURE' ? 'procedure' : 'package'
    return { on, name, text: grantText(rightsOf(row), `${type} ${quoted(name)}`, granteeOf(row)) }
  })
}

function rightsOf(row: Row): readonly string[] {
  return textOf(row, 'rights')
    .split(',')
    .filter((right) => right !== '')
    .map(rightOf)
}

/** The tables spell some of them otherwise than `grant` does. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'CREATE TMP TABLE': 'CREATE TEMPORARY TABLES',
  'DELETE VERSIONING ROWS': 'DELETE HISTORY',
}

function rightOf(stored: string): string {
  const right = stored.replaceAll('_', ' ').toUpperCase()
  return SPELLINGS[right] ?? right
}

/** `GRANT OPTION` is said at the end. */
function grantText(rights: readonly string[], on: string, to: string): string {
  const granted = rights.filter((right) => right !== 'GRANT').sort()
  const option = granted.length < rights.length ? ' WITH GRANT OPTION' : ''
  const what = granted.length === 0 ? 'USAGE' : granted.join(', ')
  return `GRANT ${what} ON ${on} TO ${to}${option}`
}

/** A role has no host. */
function granteeOf(row: Row): string {
  const [user, host] = [textOf(row, 'user'), textOf(row, 'host')]
  return host === '' ? quoted(user) : `${quoted(user)}@${quoted(host)}`
}
