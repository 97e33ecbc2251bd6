/** Opens connections with the mysql2 driver and stops statements at the server. */
import type { Duplex } from 'node:stream'
import type { Connection, ConnectionOptions } from 'mysql2'
import type { ServerEndpoint } from '../../endpoint'
import { connectByFirst } from '../../firstProtection'
import { sessionSettings, type Flavour } from './settings'
import { openSocket } from './socket'
import { protections, type Protection } from './tls'

/** Connects and applies the settings of every session. Throws the driver's error. */
export async function connect(
  endpoint: ServerEndpoint,
  access: 'read' | 'write',
): Promise<Connection> {
  const connection = await connectBare(endpoint)
  try {
    for (const setting of sessionSettings(access, await readFlavour(connection)))
      await command(connection, setting)
  } catch (error) {
    cutOff(connection)
    throw error
  }
  return connection
}

/** A connection as the server gives it. */
async function connectBare(endpoint: ServerEndpoint): Promise<Connection> {
  const ways = await protections(endpoint)
  return connectByFirst(ways, (protection) => connectWith(endpoint, protection), lacksTls)
}

function lacksTls(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'HANDSHAKE_NO_SSL_SUPPORT'
}

async function connectWith(endpoint: ServerEndpoint, protection: Protection): Promise<Connection> {
  // The driver costs time to load, which those who use another engine need not spend.
  const { createConnection } = await import('mysql2')
  const connection = createConnection({ ...connectionOptions(endpoint), ...protection })
  // Without a listener, a connection that breaks while idle would end the process.
  connection.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject)
    connection.connect((error) => (error === null ? resolve() : reject(error)))
  })
  return connection
}

function connectionOptions(endpoint: ServerEndpoint): ConnectionOptions {
  const { host, port, user, password, database, parameters } = endpoint
  return {
    host,
    port,
    stream: () => openSocket(host, port),
    database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    charset: 'utf8mb4',
    connectTimeout: Number(parameters['connect_timeout'] ?? '10') * 1000,
    multipleStatements: false,
    rowsAsArray: true,
    // Documents, too, are texts.
    jsonStrings: true,
    // Affected rows are those that were found, whether or not a value in them became another one. A server
    // cannot ask for local files. Statements have no attributes: a packet is a statement and nothing else.
    flags: ['+FOUND_ROWS', '-LOCAL_FILES', '-CLIENT_QUERY_ATTRIBUTES'],
    connectAttributes: { program_name: parameters['application_name'] ?? 'drydock' },
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

/**
 * Ends a connection at once, and all that waits for it with an error. The driver's own way waits until the server has
 * sent all that it is sending, and the server until somebody reads it.
 */
export function cutOff(connection: Connection): void {
  const { stream } = connection as Connection & { readonly stream: Duplex }
  stream.destroy()
}

/** Asks the server to stop what the connection is doing. Best effort: it may have ended by itself. */
export async function cancelStatement(endpoint: ServerEndpoint, threadId: number): Promise<void> {
  const connection = await connectBare(endpoint)
  try {
    await killQuery(connection, threadId)
  } finally {
    cutOff(connection)
  }
}

/** `You are not owner of thread`: https://mariadb.com/kb/en/e1095/ */
const NOT_OWNER = 1095
const PATIENCE_MS = 3_000

/**
 * While a statement runs a trigger or a routine, its session counts as that of their definer and may not be stopped
 * by its own user. Between two rows it may, for a moment, so that it is asked for again and again until it is granted.
 */
async function killQuery(connection: Connection, threadId: number): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ;)
    try {
      await command(connection, `kill query ${Math.trunc(threadId)}`)
      return
    } catch (error) {
      if (!isNotOwner(error) || Date.now() > end) throw error
    }
}

function isNotOwner(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && error.errno === NOT_OWNER
}
