import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Engine, RawSession, TestDatabase, TextRow } from './engines'
import { withRawSession } from './rawSessions'
import type { PostgresBinaries } from './postgresBinaries'
import { execute, startPostgres } from './servers'
import type { PostgresRole, PostgresServer } from './servers'
import { databaseFolder } from './temporary'

/** A PostgreSQL of the tests' own, started when the first database is asked for. `settings` win over those of tests. */
export function postgresEngine(
  binaries: PostgresBinaries,
  settings: Readonly<Record<string, string>> = {},
): Engine {
  let starting: Promise<PostgresServer> | undefined
  const id = `postgres${binaries.major}`
  const server = () => (starting ??= startPostgres(binaries, settings, databaseFolder(id)))
  const engine = engineOf(id, async (database, role) => (await server()).url(database, role))
  return {
    ...engine,
    server: {
      stop: async () => (await server()).stop(),
      start: async () => (await server()).start(),
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
export function externalPostgresEngine(serverUrl: string): Engine {
  return engineOf('postgres', (database) => {
    const url = new URL(serverUrl)
    url.pathname = `/${encodeURIComponent(database)}`
    return Promise.resolve(url.href)
  })
}

type UrlOf = (database: string, role: PostgresRole) => Promise<string>

function engineOf(id: string, urlOf: UrlOf): Engine {
  const open = new Map<string, TestDatabase>()
  let count = 0

  async function createDatabase(): Promise<TestDatabase> {
    count += 1
    const name = `drydock_test_${process.pid}_${count}`
    const [url, adminUrl] = [await urlOf(name, 'engineer'), await urlOf(name, 'superuser')]
    const maintenance = await urlOf('postgres', 'superuser')
    const owner = decodeURIComponent(new URL(url).username)
    await execute(maintenance, `create database "${name}" owner "${owner}"`)
    const drop = async (): Promise<void> => {
      if (!open.delete(name)) return
      await execute(maintenance, `drop database if exists "${name}" with (force)`)
    }
    const database = { url, adminUrl, drop }
    open.set(name, database)
    return database
  }

  async function verifyReleased(): Promise<void> {
    if (open.size === 0) return
    try {
      await expectRelease(await urlOf('postgres', 'superuser'), [...open.keys()])
    } finally {
      for (const database of [...open.values()]) await database.drop()
    }
  }

  return {
    id,
    kind: 'postgres',
    createDatabase,
    query,
    connect,
    verifyReleased,
    close: () => Promise.resolve(),
  }
}

async function connect(url: string): Promise<RawSession> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser: () => (text: string) => text },
  })
  // A test that stops the server breaks this session too; the next query tells.
  client.on('error', () => undefined)
  await client.connect()
  return {
    async query(sql, parameters) {
      const result: unknown = await (parameters === undefined
        ? client.query(sql)
        : client.query(sql, [...parameters]))
      const last = (Array.isArray(result) ? result.at(-1) : result) as { rows: TextRow[] }
      return last.rows.map((row) => ({ ...row }))
    },
    close: () => client.end(),
  }
}

const query: Engine['query'] = (url, sql, parameters) =>
  withRawSession(connect, url, (session) => session.query(sql, parameters))

/** A session that was just closed is gone from the server's list a moment later. */
const PATIENCE_MS = 3_000

async function expectRelease(url: string, databases: readonly string[]): Promise<void> {
  let left: readonly TextRow[] = []
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
    left = await query(url, LEFT_BEHIND, [`{${databases.join(',')}}`])
    if (left.length === 0) return
  }
  const list = left.map((row) => `  ${Object.values(row).join(' · ')}`).join('\n')
  throw new Error(`left behind on the test databases:\n${list}`)
}

/** What the server does by itself, such as autovacuum, is nobody's. */
const LEFT_BEHIND = `
select 'session', datname, application_name, state, left(query, 120) as query
from pg_stat_activity
where datname = any ($1::text[]) and backend_type not like 'autovacuum%'
union all
select 'advisory lock', database.datname, activity.application_name, lock.objid::text, null
from pg_locks as lock
join pg_database as database on database.oid = lock.database
left join pg_stat_activity as activity on activity.pid = lock.pid
where lock.locktype = 'advisory' and database.datname = any ($1::text[])
union all
select 'prepared transaction', database, owner::text, gid, null
from pg_prepared_xacts
where database = any ($1::text[])
`
