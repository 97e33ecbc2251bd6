/** Gives databases of a server other names, where the engine can. */
import { rename } from 'node:fs/promises'
import { openDatabase } from '../../database/database'
import { withClosedFolder } from '../../database/dialects/pglite/closedFolder'
import type { Endpoint } from '../../database/endpoint'
import { sql } from '../../database/sql'
import { databaseAt } from './databaseAt'

/** Sessions that are on it keep its name. Throws `DatabaseError`. */
export async function renameDatabase(
  server: Endpoint,
  environment: string,
  from: string,
  to: string,
): Promise<void> {
  if (from === to) return
  const [old, next] = [databaseAt(server, from), databaseAt(server, to)]
  if (old.engine === 'pglite' && next.engine === 'pglite')
    return withClosedFolder(old.folder, () => rename(old.folder, next.folder))
  await openDatabase(server, environment, 'write').withSession((session) =>
    session.execute(sql`alter database ${sql.id(from)} rename to ${sql.id(to)}`),
  )
}
