/** Opens connections with the pg driver and stops statements at the server. */
import { Client, type ClientConfig } from 'pg'
import type { ServerEndpoint } from '../../endpoint'
import { connectByFirst } from '../../firstProtection'
import { isPooled, readBackend, requireOwnSession } from './pooler'
import { sessionSettings } from './settings'
import { beyondTimeout } from './timeout'
import { protections, type Protection } from './tls'

/** Every value comes as the text that the server sent. */
const AS_TEXT = { getTypeParser: () => (text: unknown) => text }

/** A connection with a session of the server's own. */
export interface Connected {
  readonly client: Client
  /** The server's process, for `cancelStatement`. */
  readonly backend: number
}

/** Connects and applies the settings of every session. Throws the driver's error, or `UsageError`. */
export async function connect(
  endpoint: ServerEndpoint,
  access: 'read' | 'write',
): Promise<Connected> {
  const client = await connectBare(endpoint)
  try {
    const settings = sessionSettings(access)
    const backend = await beyondTimeout(client, () => readBackend(client, settings))
    if (isPooled(client, backend)) await requireOwnSession(endpoint, backend, connectBare)
    return { client, backend }
  } catch (error) {
    await client.end()
    throw error
  }
}

/** A connection as the server gives it. */
async function connectBare(endpoint: ServerEndpoint): Promise<Client> {
  const ways = await protections(endpoint)
  return connectByFirst(
    ways,
    (protection) => connectWith(endpoint, protection),
    wantsOtherProtection,
  )
}

/** The server has no TLS, or its `pg_hba.conf` wants it or does not. */
function wantsOtherProtection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  return code === '28000' || error.message === 'The server does not support SSL connections'
}

async function connectWith(endpoint: ServerEndpoint, protection: Protection): Promise<Client> {
  const client = new Client(clientConfig(endpoint, protection))
  // Without a listener, a connection that breaks while idle would end the process.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

function clientConfig(endpoint: ServerEndpoint, { ssl }: Protection): ClientConfig {
  const { host, port, user, password, database, parameters } = endpoint
  return {
    host,
    port,
    database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    // Left out, the driver would look into the environment.
    ssl: ssl ?? false,
    application_name: parameters['application_name'] ?? 'drydock',
    connectionTimeoutMillis: Number(parameters['connect_timeout'] ?? '10') * 1000,
    keepAlive: true,
    types: AS_TEXT as unknown as NonNullable<ClientConfig['types']>,
  }
}

/** Whom sessions log in as: what the URL leaves out, the driver takes from the environment. */
export interface Credentials {
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string
}

export function driverCredentials(endpoint: ServerEndpoint): Credentials {
  const { user, password, database } = new Client(clientConfig(endpoint, {}))
  return { user, password: password ?? undefined, database: database ?? endpoint.database }
}

/** Asks the server to stop what the connection is doing. Best effort: it may have ended by itself. */
export async function cancelStatement(endpoint: ServerEndpoint, backend: number): Promise<void> {
  const client = await connectBare(endpoint)
  try {
    await beyondTimeout(client, () =>
      client.query('select pg_catalog.pg_cancel_backend($1)', [backend]),
    )
  } finally {
    await client.end()
  }
}
