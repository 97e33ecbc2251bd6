/** Opens connections with the mysql2 driver and stops statements at the server. */
import { readFile } from 'node:fs/promises'
import type { Connection, ConnectionOptions, SslOptions } from 'mysql2'
import { UsageError } from '../../../util/errors'
import type { ServerEndpoint } from '../../endpoint'
import { sessionSettings, type Flavour } from './settings'

/** Connects and applies the settings of every session. Throws the driver's error. */
export async function connect(
  endpoint: ServerEndpoint,
  access: 'read' | 'write',
): Promise<Connection> {
  // The driver costs time to load, which those who use another engine need not spend.
  const { createConnection } = await import('mysql2')
  const options = await connectionOptions(endpoint)
  const connection = createConnection(options)
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject)
    connection.connect((error) => (error === null ? resolve() : reject(error)))
  })
  // Without a listener, a connection that breaks while idle would end the process.
  connection.on('error', () => undefined)
  try {
    for (const setting of sessionSettings(access, await readFlavour(connection)))
      await command(connection, setting)
  } catch (error) {
    connection.destroy()
    throw error
  }
  return connection
}

async function connectionOptions(endpoint: ServerEndpoint): Promise<ConnectionOptions> {
  const { host, port, user, password, database, parameters } = endpoint
  const ssl = await sslOptions(parameters)
  return {
    host,
    port,
    database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(ssl !== undefined && { ssl }),
    charset: 'utf8mb4',
    connectTimeout: Number(parameters['connect_timeout'] ?? '10') * 1000,
    enableKeepAlive: true,
    multipleStatements: false,
    rowsAsArray: true,
    // Affected rows are those that were found, whether or not a value in them became another one. A server
    // cannot ask for local files.
    flags: ['+FOUND_ROWS', '-LOCAL_FILES'],
    connectAttributes: { program_name: parameters['application_name'] ?? 'drydock' },
  }
}

/** `ssl-mode` and its companions mean what they mean to the server's own clients. */
async function sslOptions(
  parameters: Readonly<Record<string, string>>,
): Promise<SslOptions | undefined> {
  const given = (name: string) => parameters[`ssl-${name}`] ?? parameters[`ssl${name}`]
  const [ca, cert, key] = [given('ca'), given('cert'), given('key')]
  const fallback = ca === undefined ? 'disabled' : 'verify-ca'
  const mode = (given('mode') ?? fallback).toLowerCase().replaceAll('_', '-')
  if (['disabled', 'disable', 'preferred', 'prefer'].includes(mode)) return undefined
  if (!['required', 'require', 'verify-ca', 'verify-identity', 'verify-full'].includes(mode))
    throw new UsageError(`"ssl-mode" is "${mode}"`, {
      mend: 'write disabled, preferred, required, verify-ca or verify-identity',
    })
  return {
    rejectUnauthorized: mode.startsWith('verify'),
    verifyIdentity: ['verify-identity', 'verify-full'].includes(mode),
    ...(ca !== undefined && { ca: await readFile(ca, 'utf8') }),
    ...(cert !== undefined && { cert: await readFile(cert, 'utf8') }),
    ...(key !== undefined && { key: await readFile(key, 'utf8') }),
  }
}

async function readFlavour(connection: Connection): Promise<Flavour> {
  const [[version, logs, format] = []] = await command(
    connection,
    'select version(), @@global.log_bin, @@session.binlog_format',
  )
  return {
    isMariaDb: /mariadb/i.test(String(version)),
    logsStatements: ['1', 'ON'].includes(String(logs)) && String(format) !== 'ROW',
  }
}

/** Runs one statement without parameters; its rows as texts. */
export function command(
  connection: Connection,
  sql: string,
): Promise<readonly (readonly (string | null)[])[]> {
  return new Promise((resolve, reject) => {
    connection.query({ sql, typeCast: (field) => field.string() }, (error, rows) => {
      if (error !== null) reject(error)
      else resolve(Array.isArray(rows) ? (rows as (string | null)[][]) : [])
    })
  })
}

/** Asks the server to stop what the connection is doing. Best effort: it may have ended by itself. */
export async function cancelStatement(endpoint: ServerEndpoint, threadId: number): Promise<void> {
  const connection = await connect(endpoint, 'read')
  try {
    await command(connection, `kill query ${Math.trunc(threadId)}`)
  } finally {
    connection.destroy()
  }
}
