/**
 * Which database this is. A server's own id alone is not enough: a snapshot restored elsewhere has the id of
 * its origin; an address alone neither, because one server has many names.
 */
export interface DatabaseIdentity {
  readonly engine: string
  /** The cluster's own id (PostgreSQL: system identifier). Copies of the files share it. */
  readonly server: string
  /** Host and port as connected to, or the folder's real path. */
  readonly address: string
  /** When the server process started: equal under all names of one running server, unlike in any copy. */
  readonly startedAt: string
  readonly database: string
  /** Tells a database from its re-creation under the same name. */
  readonly databaseId: string
  /** The random token in its ledger; null while it has no ledger. */
  readonly token: string | null
}

/**
 * Whether both are the same database. Address and start time each settle the server: the first survives a
 * restart, the second another name. Tokens decide only where both sides have one.
 */
export function sameDatabase(a: DatabaseIdentity, b: DatabaseIdentity): boolean {
  const sameServer =
    a.engine === b.engine &&
    a.server === b.server &&
    (a.address === b.address || a.startedAt === b.startedAt)
  const sameToken = a.token === null || b.token === null || a.token === b.token
  return sameServer && a.database === b.database && a.databaseId === b.databaseId && sameToken
}
