/** Which server it is, whatever it is called. */
import { openDatabase, readServerIdentity } from '../../database/database'
import type { DatabaseIdentity } from '../../database/identity'
import type { WorkOptions } from '../../util/progress'
import type { Workspace } from '../../workspace/workspace'
import { maintenanceEndpoint } from './maintenanceEndpoint'

export type ServerIdentity = Pick<DatabaseIdentity, 'server' | 'startedAt'>

/** Of the server that an environment lies on. */
export async function serverIdentityOf(
  workspace: Workspace,
  environment: string,
  { signal }: WorkOptions,
): Promise<ServerIdentity> {
  const endpoint = await maintenanceEndpoint(workspace, environment)
  const database = openDatabase(endpoint, environment, 'read', { signal })
  return database.withSession((session) =>
    session.transaction('read', () => readServerIdentity(database, session)),
  )
}

export function isSameServer(one: ServerIdentity, other: ServerIdentity): boolean {
  return one.server === other.server && one.startedAt === other.startedAt
}
