import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgliteFolder } from '../../scripts/lib/pgliteTemplate.mjs'
import { keepByteOrderMarks } from '../../src/core/database/dialects/pglite/byteOrderMarks'
import type { Engine, RawSession, TestDatabase, TextRow } from './engines'
import { withRawSession } from './rawSessions'
import { databaseFolder } from './temporary'

keepByteOrderMarks()

/** The embedded database: one folder per test database. */
export function pgliteEngine(): Engine {
  const open = new Set<TestDatabase>()

  async function createDatabase(): Promise<TestDatabase> {
    const folder = join(databaseFolder('pglite'), 'data')
    await createPgliteFolder(folder)
    const url = `pglite:${folder}`
    const database: TestDatabase = {
      url,
      adminUrl: url,
      drop() {
        open.delete(database)
        rmSync(folder, { recursive: true, force: true })
        return Promise.resolve()
      },
    }
    open.add(database)
    return database
  }

  async function verifyReleased(): Promise<void> {
    for (const database of [...open]) await database.drop()
  }

  return {
    id: 'pglite',
    kind: 'pglite',
    createDatabase,
    query,
    connect,
    verifyReleased,
    close: () => Promise.resolve(),
  }
}

async function connect(url: string): Promise<RawSession> {
  const folder = url.replace(/^pglite:/, '')
  if (!existsSync(folder)) throw new Error(`there is no database in "${folder}"`)
  const database = await PGlite.create(folder)
  passTextThrough(database)
  return {
    async query(sql, parameters) {
      if (parameters !== undefined)
        return (await database.query<TextRow>(sql, [...parameters])).rows
      return ((await database.exec(sql)).at(-1)?.rows ?? []) as TextRow[]
    },
    close: () => database.close(),
  }
}

const query: Engine['query'] = (url, sql, parameters) =>
  withRawSession(connect, url, (session) => session.query(sql, parameters))

/** Replaces the driver's conversions, for every type, by none. */
function passTextThrough(database: PGlite): void {
  const same = (value: unknown): unknown => value
  const conversions = new Proxy<Record<number, typeof same>>({}, { get: () => same })
  Object.assign(database, { parsers: conversions, serializers: conversions })
}
