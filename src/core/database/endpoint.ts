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
  readonly database: string
}

/** Host, port and database, or the folder. Never user or password. */
export function endpointAddress(endpoint: Endpoint): string {
  if (endpoint.engine === 'pglite') return endpoint.folder
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
  return `${host}:${endpoint.port}/${endpoint.database}`
}
