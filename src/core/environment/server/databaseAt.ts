import type { Endpoint } from '../../database/endpoint'
import { siblingFolder } from '../../workspace/registry/siblingFolder'

/** Another database of the same server, with the same credentials. */
export function databaseAt(endpoint: Endpoint, database: string): Endpoint {
  return endpoint.engine === 'pglite'
    ? siblingFolder(endpoint, database)
    : { ...endpoint, database }
}
