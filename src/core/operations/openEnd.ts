/** Opens environments of a workspace for an operation. */
import { openDatabase, type Access, type Database } from '../database/database'
import type { Session } from '../database/session'
import type { DatabaseIdentity } from '../database/identity'
import { readFullIdentity } from '../apply/checkTarget'
import type { WorkOptions } from '../util/progress'
import { resolveEndpoint, type ResolveOptions } from '../workspace/resolveEndpoint'
import type { Workspace } from '../workspace/workspace'

export async function openEnvironment<A extends Access>(
  workspace: Workspace,
  environment: string,
  access: A,
  options: WorkOptions & ResolveOptions = {},
): Promise<Database<A>> {
  const endpoint = await resolveEndpoint(workspace, environment, options)
  return openDatabase(endpoint, environment, access, options)
}

export interface ReadEnd {
  readonly database: Database<'read'>
  readonly session: Session
  readonly identity: DatabaseIdentity
}

/** Lends a session that reads one snapshot and that the server holds read-only. */
export function withReadEnd<T>(
  database: Database<'read'>,
  callback: (end: ReadEnd) => Promise<T>,
): Promise<T> {
  return database.withSession((session) =>
    session.transaction('read', async () => {
      const identity = await readFullIdentity(database, session)
      return callback({ database, session, identity })
    }),
  )
}

/**
 * Lends both ends at once. On an engine with one session a folder, two environments that are the same folder
 * share it.
 */
export async function withReadEnds<T>(
  source: Database<'read'>,
  target: Database<'read'>,
  callback: (source: ReadEnd, target: ReadEnd) => Promise<T>,
): Promise<T> {
  return withReadEnd(source, async (sourceEnd) => {
    const oneSession =
      !source.dialect.capabilities.concurrentSessions && source.location === target.location
    if (oneSession) return callback(sourceEnd, { ...sourceEnd, database: target })
    return withReadEnd(target, (targetEnd) => callback(sourceEnd, targetEnd))
  })
}
