/** The one place where a database is dropped. */
import { rm, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { openDatabase } from '../../database/database'
import { withClosedFolder } from '../../database/dialects/pglite/closedFolder'
import type { Endpoint } from '../../database/endpoint'
import { sql } from '../../database/sql'
import { databaseAt } from '../server/databaseAt'
import type { Doomed } from './doomed'

/**
 * Drops a database of this server. Sessions that are on it keep it: nobody is sent away. Throws `DatabaseError`.
 */
export async function dropDatabase(server: Endpoint, doomed: Doomed): Promise<void> {
  const { databaseName, environment } = doomed
  if (server.engine === 'pglite') return dropFolder(databaseAt(server, databaseName))
  await openDatabase(server, environment, 'write').withSession(async (session) => {
    // Databases of one environment may have foreign keys to each other, and go one after the other.
    if (server.engine === 'mysql') await session.execute(sql`set session foreign_key_checks = 0`)
    await session.execute(sql`drop database ${sql.id(databaseName)}`)
  })
}

/** Renamed first: a folder that is half removed has no name that anybody knows. */
async function dropFolder(endpoint: Endpoint): Promise<void> {
  if (endpoint.engine !== 'pglite') throw new Error('no folder')
  const { folder } = endpoint
  const gone = join(dirname(folder), `.${basename(folder)}.dropped`)
  await withClosedFolder(folder, () => rename(folder, gone))
  await rm(gone, { recursive: true, force: true })
}
