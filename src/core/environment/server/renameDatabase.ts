/** Gives databases of a server other names, where the engine can. */
import { rename } from 'node:fs/promises'
import { withClosedFolder } from '../../database/dialects/pglite/closedFolder'
import { sql } from '../../database/sql'
import { databaseAt } from './databaseAt'
import type { Server } from './server'

/** Sessions that are on it keep its name. Throws `DatabaseError`. */
export async function renameDatabase(
  { database, endpoint }: Server,
  from: string,
  to: string,
): Promise<void> {
  if (from === to) return
  const [old, next] = [databaseAt(endpoint, from), databaseAt(endpoint, to)]
  if (old.engine === 'pglite' && next.engine === 'pglite')
    return withClosedFolder(old.folder, () => rename(old.folder, next.folder))
  await database.withSession((session) =>
    session.execute(sql`alter database ${sql.id(from)} rename to ${sql.id(to)}`),
  )
}
