/**
 * Poolers between here and the server. One that lends a session for a transaction at a time forgets what a session is
 * set to, and keeps its locks when it is gone: values would be printed otherwise, and a run would hold its table for ever.
 */
import type { Client, QueryResult } from 'pg'
import { UsageError } from '../../../util/errors'
import type { ServerEndpoint } from '../../endpoint'
import { beyondTimeout } from './timeout'

/** The server's process of the session, once it has done these statements, in one round trip. */
export async function readBackend(client: Client, first = ''): Promise<number> {
  const text = `${first} select pg_catalog.pg_backend_pid()::text as backend`
  const results: unknown = await client.query(text)
  const last = (Array.isArray(results) ? results.at(-1) : results) as QueryResult<{
    readonly backend: string
  }>
  return Number(last.rows[0]?.backend)
}

/** A server tells its process when a connection begins, and a pooler a number of its own. */
export function isPooled(client: Client, backend: number): boolean {
  // pg knows it and does not declare it.
  const { processID } = client as Client & { readonly processID?: number }
  return processID !== backend
}

/** A pooler gives the session that was used last to whoever is next, if somebody else is not quicker. */
const TRIES = 3

/** Throws `UsageError` where another connection gets the session that this one has, and is using. */
export async function requireOwnSession(
  endpoint: ServerEndpoint,
  backend: number,
  open: (endpoint: ServerEndpoint) => Promise<Client>,
): Promise<void> {
  const other = await open(endpoint)
  try {
    for (let tries = 0; tries < TRIES; tries++)
      if ((await beyondTimeout(other, () => readBackend(other))) === backend)
        throw sharedSession(endpoint)
  } finally {
    await other.end()
  }
}

function sharedSession({ host, port }: ServerEndpoint): UsageError {
  return new UsageError(
    `${host}:${port} is a pooler that lends a session for one transaction at a time, so that settings and locks are lost`,
    { mend: 'use the URL of the server itself, or one of the pooler that lends whole sessions' },
  )
}
