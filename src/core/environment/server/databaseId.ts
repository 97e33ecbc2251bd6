/** The server's own id of a database, which a rename keeps and another database of that name does not have. */
import { textOf } from '../../database/session'
import { sql } from '../../database/sql'
import type { Server } from './server'

/** Null where the engine has none, and where there is no such database. */
export async function readDatabaseId(
  { database, endpoint }: Server,
  name: string,
): Promise<string | null> {
  if (endpoint.engine !== 'postgres') return null
  return database.withSession(async (session) => {
    const { rows } = await session.execute(
      sql`select oid::text as id from pg_catalog.pg_database where datname = ${name}`,
    )
    return rows[0] === undefined ? null : textOf(rows[0], 'id')
  })
}
