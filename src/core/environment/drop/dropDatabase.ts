/** The one place where a database is dropped. */
import { rm, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { withClosedFolder } from '../../database/dialects/pglite/closedFolder'
import type { Endpoint } from '../../database/endpoint'
import type { Session } from '../../database/session'
import { sql, type Sql } from '../../database/sql'
import { databaseAt } from '../server/databaseAt'
import type { Server } from '../server/server'
import type { Doomed } from './doomed'

/**
 * Drops a database of this server. Sessions that are on it keep it: nobody is sent away. Throws `DatabaseError`.
 */
export async function dropDatabase(
  { database, endpoint }: Server,
  { databaseName }: Doomed,
): Promise<void> {
  if (endpoint.engine === 'pglite') return dropFolder(databaseAt(endpoint, databaseName))
  await database.withSession(async (session) => {
    const statement = sql`drop database ${sql.id(databaseName)}`
    if (endpoint.engine === 'mysql') await withoutForeignKeys(session, statement)
    else await session.execute(statement)
  })
}

/** Databases of one environment may have foreign keys to each other, and go one after the other. */
async function withoutForeignKeys(session: Session, statement: Sql): Promise<void> {
  await session.execute(sql`set session foreign_key_checks = 0`)
  await session.execute(statement)
  await session.execute(sql`set session foreign_key_checks = 1`)
}

/** Renamed first: a folder that is half removed has no name that anybody knows. */
async function dropFolder(endpoint: Endpoint): Promise<void> {
  if (endpoint.engine !== 'pglite') throw new Error('no folder')
  const { folder } = endpoint
  const gone = join(dirname(folder), `.${basename(folder)}.dropped`)
  await withClosedFolder(folder, () => rename(folder, gone))
  await rm(gone, { recursive: true, force: true })
}
