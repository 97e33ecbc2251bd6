/** Whether a database that has the name of one that was being made is that one. */
import type { KnownDatabase } from '../../ledger/databaseStates'
import { engineOf, markerOf } from '../engines/engineOf'
import { readDatabaseId } from '../server/databaseId'
import type { Server } from '../server/server'

/**
 * Under a name that others may give, only the id tells, or the mark that its maker left in it. Where the engine gives neither,
 * an unfinished database has a name that nobody else gives.
 */
export async function isOurs(
  server: Server,
  { databaseName, databaseId, runId }: KnownDatabase,
): Promise<boolean> {
  const { database } = server
  const marker = markerOf(database.dialect.engine)
  if (marker !== undefined)
    return database.withSession((session) => marker.mayRemove(session, databaseName, runId))
  if (databaseId === null) return true
  return (await readDatabaseId(server, databaseName)) === databaseId
}

/** Waits until it is certain whether it is there: its server may still be at work on it, whatever became of its maker. */
export async function settle(
  { database }: Server,
  databaseName: string,
  signal?: AbortSignal,
): Promise<void> {
  const { settle: wait } = engineOf(database.dialect)
  if (wait !== undefined)
    await database.withSession((session) => wait(session, databaseName, signal))
}

/** Takes the mark away from one that is finished. */
export async function removeMark({ database }: Server, databaseName: string): Promise<void> {
  const marker = markerOf(database.dialect.engine)
  await database.withSession(async (session) => marker?.remove(session, databaseName))
}
