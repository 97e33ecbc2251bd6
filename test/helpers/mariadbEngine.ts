import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import type { Engine, RawSession, TestDatabase, TextRow } from './engines'
import {
  startMariaDb,
  type MariaDbRole,
  type MariaDbServer,
  type MariaDbSettings,
} from './mariadbServer'
import { withRawSession } from './rawSessions'
import { databaseFolder } from './temporary'

/** A MariaDB of the tests’ own, started when the first database is asked for. `settings` win over those of tests. */
export function mariadbEngine(
  settings: MariaDbSettings = {},
): Omit<Engine, 'server'> & { readonly server: Pick<MariaDbServer, 'start' | 'stop' | 'kill'> } {
  let starting: Promise<MariaDbServer> | undefined
  const server = () => (starting ??= startMariaDb(settings, databaseFolder('mariadb')))
  const engine = engineOf('mariadb', async (database, role) => (await server()).url(database, role))
  return {
    ...engine,
    server: {
      stop: async () => (await server()).stop(),
      start: async (more) => (await server()).start(more),
      kill: async () => (await server()).kill(),
    },
    close: async () => {
      // One that failed to start has already failed the tests.
      const started = await starting?.catch(() => undefined)
      await started?.kill()
    },
  }
}

/** A server that runs already; the URL's user must be allowed to create databases. */
export function externalMysqlEngine(serverUrl: string): Engine {
  return engineOf('mysql', (database) => {
    const url = new URL(serverUrl)
    url.pathname = `/${encodeURIComponent(database)}`
    return Promise.resolve(url.href)
  })
}

/** Databases that a test has made beside its own have names that begin with its name. */
async function dropWithLayers(maintenance: string, name: string): Promise<void> {
  const beside = await query(
    maintenance,
    'select schema_name as name from information_schema.schemata where left(schema_name, ?) = ?',
    [String(name.length + 1), `${name}_`],
  )
  for (const one of [name, ...beside.map((row) => row['name'] ?? '')])
    await query(maintenance, `drop database if exists \`${one}\``)
}

type UrlOf = (database: string, role: MariaDbRole) => Promise<string>

function engineOf(id: string, urlOf: UrlOf): Engine {
  const open = new Map<string, TestDatabase>()
  let count = 0

  async function createDatabase(): Promise<TestDatabase> {
    count += 1
    const name = `drydock_test_${process.pid}_${count}`
    const maintenance = await urlOf('mysql', 'superuser')
    await query(maintenance, `create database \`${name}\``)
    const drop = async (): Promise<void> => {
      if (!open.delete(name)) return
      await dropWithLayers(maintenance, name)
    }
    const url = await urlOf(name, 'engineer')
    const database = { url, adminUrl: await urlOf(name, 'superuser'), drop }
    open.set(name, database)
    return database
  }

  async function verifyReleased(): Promise<void> {
    if (open.size === 0) return
    try {
      await expectRelease(await urlOf('mysql', 'superuser'), [...open.keys()])
    } finally {
      for (const database of [...open.values()]) await database.drop()
    }
  }

  return {
    id,
    kind: 'mysql',
    createDatabase,
    query,
    connect,
    verifyReleased,
    close: () => Promise.resolve(),
  }
}

async function connect(url: string): Promise<RawSession> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  const connection = await createConnection({
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    multipleStatements: true,
    typeCast: (field) => field.string(),
    ...(searchParams.has('ssl-mode') && { ssl: { rejectUnauthorized: false } }),
  })
  // A test that stops the server breaks this session too; the next query tells.
  connection.on('error', () => undefined)
  await connection.query(
    "set time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'",
  )
  return {
    async query(sql, parameters) {
      const [result] = await connection.query<RowDataPacket[] | RowDataPacket[][]>(
        sql,
        parameters === undefined ? undefined : [...parameters],
      )
      return lastRows(result)
    },
    close: () => connection.end(),
  }
}

/** Several statements give a list of results, of which those that write are no lists. */
function lastRows(result: unknown): TextRow[] {
  if (!Array.isArray(result)) return []
  const last: unknown = result.at(-1)
  const isMany = result.length > 0 && (Array.isArray(last) || isHeader(last))
  const rows = isMany ? (Array.isArray(last) ? last : []) : result
  return rows.map((row) => ({ ...(row as TextRow) }))
}

function isHeader(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'affectedRows' in value
}

const query: Engine['query'] = (url, sql, parameters) =>
  withRawSession(connect, url, (session) => session.query(sql, parameters))

/** A session that was just closed is gone from the server's list a moment later. */
const PATIENCE_MS = 3_000

async function expectRelease(url: string, databases: readonly string[]): Promise<void> {
  let left: readonly TextRow[] = []
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
    left = await query(
      url,
      `select 'session', db, command, state, left(info, 120) as query
from information_schema.processlist where db in (${databases.map(() => '?').join(', ')})`,
      databases,
    )
    if (left.length === 0) return
  }
  const list = left.map((row) => `  ${Object.values(row).join(' · ')}`).join('\n')
  throw new Error(`left behind on the test databases:\n${list}`)
}
