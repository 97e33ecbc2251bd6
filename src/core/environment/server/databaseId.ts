/** The server's own id of a database, which a rename keeps and another database of that name does not have. */
import { openDatabase } from '../../database/database'
import type { Endpoint } from '../../database/endpoint'
import { textOf } from '../../database/session'
import { sql } from '../../database/sql'

/** Null where the engine has none, and where there is no such database. */
export async function readDatabaseId(
  server: Endpoint,
  environment: string,
  name: string,
): Promise<string | null> {
  if (server.engine !== 'postgres') return null
  return openDatabase(server, environment, 'read').withSession(async (session) => {
    const { rows } = await session.execute(
      sql`select oid::text as id from pg_catalog.pg_database where datname = ${name}`,
    )
    return rows[0] === undefined ? null : textOf(rows[0], 'id')
  })
}
