/** A server as such, reached by a database that is always there: others are looked for, made and removed on it. */
import { openDatabase, type Access, type Database } from '../../database/database'
import type { Endpoint } from '../../database/endpoint'
import type { WorkOptions } from '../../util/progress'

export interface Server {
  readonly environment: string
  readonly endpoint: Endpoint
  readonly database: Database
}

export function serverAt(
  endpoint: Endpoint,
  environment: string,
  access: Access,
  options: WorkOptions = {},
): Server {
  return { environment, endpoint, database: openDatabase(endpoint, environment, access, options) }
}
