/** The grants that a role may see that may not read the server's own tables: its own, without those on routines. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { inDatabase } from './inDatabase'
import type { Row } from '../../../util/value'
import type { Grant } from './grants'
import { quoted } from './quoted'

export async function readOwnGrants(session: Session, database: string): Promise<readonly Grant[]> {
  const { rows: databases } = await session.execute(sql`
select grantee as grantee, privilege_type as privilege, is_grantable as is_grantable
from information_schema.schema_privileges
where ${database} like convert(table_schema using utf8mb4) collate utf8mb4_bin
order by grantee, privilege_type`)
  const { rows: tables } = await session.execute(sql`
select grantee as grantee, table_name as table_name, privilege_type as privilege,
  is_grantable as is_grantable
from information_schema.table_privileges
where ${inDatabase('table_schema', database)}
order by table_name, grantee, privilege_type`)
  const { rows: columns } = await session.execute(sql`
select grantee as grantee, table_name as table_name, column_name as column_name,
  privilege_type as privilege, is_grantable as is_grantable
from information_schema.column_privileges
where ${inDatabase('table_schema', database)}
order by table_name, column_name, grantee, privilege_type`)
  return [
    ...databases.map((row) => grantOf(row, 'database')),
    ...[...tables, ...columns].map((row) => grantOf(row, 'relation')),
  ]
}

/** The name of the database is left out: a pattern and an exact name look alike here. */
function grantOf(row: Row, on: Grant['on']): Grant {
  const name = on === 'database' ? '' : textOf(row, 'table_name')
  const column = row['column_name'] == null ? '' : ` (${quoted(textOf(row, 'column_name'))})`
  const object = on === 'database' ? '*' : quoted(name)
  const option = textOf(row, 'is_grantable') === 'YES' ? ' WITH GRANT OPTION' : ''
  const right = `${textOf(row, 'privilege')}${column}`
  return { on, name, text: `GRANT ${right} ON ${object} TO ${textOf(row, 'grantee')}${option}` }
}
