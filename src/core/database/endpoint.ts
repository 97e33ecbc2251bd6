/** How to reach one database, with the secret. Lives in memory only and is never serialised. */

export type Endpoint = ServerEndpoint | FolderEndpoint

export interface ServerEndpoint {
  readonly engine: 'postgres' | 'mysql'
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  /** Undefined where the driver shall look in `.pgpass`. */
  readonly password: string | undefined
  readonly database: string
  /** Query parameters of the URL that the driver understands: `sslmode`, `application_name`, … */
  readonly parameters: Readonly<Record<string, string>>
}

export interface FolderEndpoint {
  readonly engine: 'pglite'
  /** Absolute path of the data folder. */
  readonly folder: string
  /** The path as the URL has it: what people know it by. */
  readonly shown: string
  readonly database: string
}

/** For people: host, port and database, or the folder as written. Never user or password. */
export function endpointAddress(endpoint: Endpoint): string {
  return endpoint.engine === 'pglite' ? endpoint.shown : endpointLocation(endpoint)
}

/** What tells an endpoint from all others as seen from here: host, port and database, or the absolute folder. */
export function endpointLocation(endpoint: Endpoint): string {
  if (endpoint.engine === 'pglite') return endpoint.folder
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
  return `${host}:${endpoint.port}/${endpoint.database}`
}
