import { realpath } from 'node:fs/promises'
import type { Dialect } from '../../dialect'
import { postgresDialect } from '../postgres/dialect'

// Nobody writes to its disk but the statement that waits for it.
const { flushLater: _flushLater, ...shared } = postgresDialect

/** PostgreSQL compiled to WebAssembly, in a folder, opened by one process at a time. */
export const pgliteDialect: Dialect = Object.freeze({
  ...shared,
  engine: 'pglite',
  displayName: 'PGlite',
  capabilities: {
    ...postgresDialect.capabilities,
    advisoryLocks: false,
    concurrentSessions: false,
    cancel: false,
  },
  readVersion: async (session) => `PGlite (${await postgresDialect.readVersion(session)})`,
} satisfies Dialect)

/** The path that tells a folder from its copies. */
export function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder)
}
