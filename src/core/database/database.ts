/** A database that can be asked: an endpoint opened for reading or for writing. */
import type { WorkOptions } from '../util/progress'
import type { Dialect } from './dialect'
import { mysqlDialect } from './dialects/mysql/dialect'
import { withMysqlSession } from './dialects/mysql/session'
import { withPgliteSession } from './dialects/pglite/session'
import { pgliteDialect } from './dialects/pglite/dialect'
import { postgresDialect } from './dialects/postgres/dialect'
import { withPostgresSession } from './dialects/postgres/session'
import { endpointAddress, endpointLocation, type Endpoint } from './endpoint'
import type { DatabaseIdentity } from './identity'
import type { Session } from './session'

export type Access = 'read' | 'write'

export interface Database<A extends Access = Access> {
  readonly environment: string
  /** For people: host, port and database, or the folder as written; without credentials. */
  readonly address: string
  /** What tells it from others as seen from here: as `address`, but folders are absolute. */
  readonly location: string
  readonly dialect: Dialect
  /** The server holds sessions of a `read` database read-only. */
  readonly access: A
  /** Borrows a session and closes it when `callback` ends. Throws `DatabaseError`. */
  withSession<T>(callback: (session: Session) => Promise<T>): Promise<T>
}

/** Makes a database of an endpoint. Nothing is opened before the first session. */
export function openDatabase<A extends Access>(
  endpoint: Endpoint,
  environment: string,
  access: A,
  { signal }: WorkOptions = {},
): Database<A> {
  const address = endpointAddress(endpoint)
  const where = `"${environment}" at ${address}`
  const common = { environment, address, location: endpointLocation(endpoint), access }
  if (endpoint.engine === 'pglite') {
    const options = { endpoint, access, where, environment, signal }
    return Object.freeze({
      ...common,
      dialect: pgliteDialect,
      withSession: <T>(callback: (session: Session) => Promise<T>) =>
        withPgliteSession(options, callback),
    })
  }
  const options = { endpoint, access, where, environment, signal }
  if (endpoint.engine === 'mysql')
    return Object.freeze({
      ...common,
      dialect: mysqlDialect,
      withSession: <T>(callback: (session: Session) => Promise<T>) =>
        withMysqlSession(options, callback),
    })
  return Object.freeze({
    ...common,
    dialect: postgresDialect,
    withSession: <T>(callback: (session: Session) => Promise<T>) =>
      withPostgresSession(options, callback),
  })
}

/** The identity without the ledger's token. */
export async function readServerIdentity(
  database: Database,
  session: Session,
): Promise<Omit<DatabaseIdentity, 'token'>> {
  const { dialect, location } = database
  const identity = await dialect.readIdentity(session)
  return { engine: dialect.engine, address: location, ...identity }
}
