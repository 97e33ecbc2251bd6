/** Opens connections with the pg driver and stops statements at the server. */
import type { ConnectionOptions } from 'node:tls'
import { Client, type ClientConfig } from 'pg'
import { parse } from 'pg-connection-string'
import type { ServerEndpoint } from '../../endpoint'
import { sessionSettings } from './settings'

/** Every value comes as the text that the server sent. */
const AS_TEXT = { getTypeParser: () => (text: unknown) => text }

/** Connects and applies the settings of every session. Throws the driver's error. */
export async function connect(endpoint: ServerEndpoint, access: 'read' | 'write'): Promise<Client> {
  const client = new Client(clientConfig(endpoint))
  // Without a listener, a connection that breaks while idle would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sessionSettings(access))
  } catch (error) {
    await client.end()
    throw error
  }
  return client
}

function clientConfig(endpoint: ServerEndpoint): ClientConfig {
  const { host, port, user, password, database, parameters } = endpoint
  return {
    host,
    port,
    database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...tlsConfig(parameters),
    application_name: parameters['application_name'] ?? 'drydock',
    connectionTimeoutMillis: Number(parameters['connect_timeout'] ?? '10') * 1000,
    keepAlive: true,
    types: AS_TEXT as unknown as NonNullable<ClientConfig['types']>,
  }
}

/** `sslmode` and its companions mean what they mean to libpq. */
function tlsConfig(parameters: Readonly<Record<string, string>>): Pick<ClientConfig, 'ssl'> {
  const names = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'].filter((name) => name in parameters)
  if (names.length === 0) return {}
  const query = new URLSearchParams({ uselibpqcompat: 'true' })
  for (const name of names) query.set(name, parameters[name] ?? '')
  const { ssl } = parse(`postgres://localhost/?${query.toString()}`)
  return { ssl: typeof ssl === 'object' ? (ssl as ConnectionOptions) : ssl === true }
}

/** Asks the server to stop what the connection is doing. Best effort: it may have ended by itself. */
export async function cancelStatement(endpoint: ServerEndpoint, processId: number): Promise<void> {
  const client = await connect(endpoint, 'read')
  try {
    await client.query('select pg_catalog.pg_cancel_backend($1)', [processId])
  } finally {
    await client.end()
  }
}
