import { openDatabase, type Access, type Database } from '../../database/database'
import type { ServerEndpoint } from '../../database/endpoint'
import type { CloneEnd, CloneJob } from './cloneEngine'

/** Opens one end of a clone. */
export function openEnd<A extends Access>(
  { endpoint, environment }: CloneEnd,
  access: A,
  { signal }: Pick<CloneJob, 'signal'>,
): Database<A> {
  return openDatabase(endpoint, environment, access, { signal })
}

/** The server's own database, from which others are made. */
export function openMaintenance({ maintenance, target, signal }: CloneJob): Database<'write'> {
  return openDatabase(maintenance, target.environment, 'write', { signal })
}

/** What `pg_dump` and `create database` need: a server's endpoint. */
export function serverEndpoint({ endpoint }: CloneEnd): ServerEndpoint {
  if (endpoint.engine === 'pglite') throw new Error('an embedded database is no server')
  return endpoint
}

/** What a clone is called on its server. */
export function databaseOf(end: CloneEnd): string {
  return serverEndpoint(end).database
}
