/** Whether a database that has the name of one that was being made is that one. */
import { openDatabase } from '../../database/database'
import type { Endpoint } from '../../database/endpoint'
import type { KnownDatabase } from '../../ledger/databaseStates'
import { markerOf } from '../engines/engineOf'
import { readDatabaseId } from '../server/databaseId'

/**
 * Under a name that others may give, only the id tells, or the mark that its maker left in it. Where the engine gives neither,
 * an unfinished database has a name that nobody else gives.
 */
export async function isOurs(server: Endpoint, known: KnownDatabase): Promise<boolean> {
  const { environment, databaseName, databaseId, runId } = known
  const database = openDatabase(server, environment, 'read')
  const marker = markerOf(database.dialect.engine)
  if (marker !== undefined)
    return database.withSession((session) => marker.mayRemove(session, databaseName, runId))
  if (databaseId === null) return true
  return (await readDatabaseId(server, environment, databaseName)) === databaseId
}

/** Takes the mark away from one that is finished. */
export async function removeMark(
  server: Endpoint,
  { environment, databaseName }: Pick<KnownDatabase, 'environment' | 'databaseName'>,
): Promise<void> {
  const database = openDatabase(server, environment, 'write')
  const marker = markerOf(database.dialect.engine)
  await database.withSession(async (session) => marker?.remove(session, databaseName))
}
