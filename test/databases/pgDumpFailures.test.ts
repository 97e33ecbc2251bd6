/** A dump that cannot be had: one clear error, no secret in it, and nothing left behind. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseError } from '../../src/core/database/errors'
import type { ServerEndpoint } from '../../src/core/database/endpoint'
import {
  dumpSchema,
  dumpSchemaBy,
} from '../../src/core/database/dialects/postgres/pgDump/dumpSchema'
import { AbortedError, UsageError } from '../../src/core/util/errors'
import { describeEngines, ownsServer, type Engine, type RawSession } from '../helpers/engines'
import { endpointOf, programsFor } from '../helpers/pgDumps'
import { startProxy } from '../helpers/proxy'

/** Long enough to be cut in the middle. */
const MANY_TABLES = Array.from(
  { length: 150 },
  (_, n) => `create table t${n} (a integer primary key, b text);`,
).join('\n')

async function snapshotOf(holder: RawSession): Promise<string> {
  await holder.query('begin isolation level repeatable read')
  const [row] = await holder.query('select pg_export_snapshot() as snapshot')
  return row?.['snapshot'] ?? ''
}

/** Holds a lock that no dump gets past, and a snapshot, while `callback` runs. */
async function withLockedTable(
  engine: Engine,
  callback: (url: string, snapshot: string, waiting: () => Promise<number>) => Promise<void>,
): Promise<void> {
  const { adminUrl } = await engine.createDatabase()
  await engine.query(adminUrl, 'create table locked (a integer primary key)')
  const [holder, watcher] = [await engine.connect(adminUrl), await engine.connect(adminUrl)]
  const waiting = async () =>
    Number((await watcher.query(WAITING)).map(({ count }) => count).at(0) ?? NaN)
  try {
    const snapshot = await snapshotOf(holder)
    await holder.query('lock table locked in access exclusive mode')
    await callback(adminUrl, snapshot, waiting)
  } finally {
    for (const session of [holder, watcher]) await session.close().catch(() => undefined)
  }
}

const WAITING = `select count(*) from pg_locks as lock join pg_database as own on own.oid = lock.database
where not granted and own.datname = current_database()`

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(25))
    if (await condition()) return
  throw new Error('it did not come to that')
}

describeEngines(
  'a dump that cannot be had',
  (engine) => {
    for (const program of programsFor(engine)) {
      const dump = (
        endpoint: ServerEndpoint,
        options: { snapshot?: string; signal?: AbortSignal },
      ) => dumpSchemaBy(program.of(endpoint), endpoint, options)

      const refused = async (changed: Partial<ServerEndpoint>, message: RegExp) => {
        const { url } = await engine.createDatabase()
        const endpoint = { ...endpointOf(url), ...changed }
        for (const options of [{}, { snapshot: '00000003-00000001-1' }])
          await assert.rejects(dump(endpoint, options), (error) => {
            assert.ok(isDatabaseError(error, 'connection'), String(error))
            assert.match(error.message, message)
            assert.doesNotMatch(JSON.stringify([error, error.message, error.mend]), /s3cret/)
            return true
          })
      }

      it(`says that the password is wrong (${program.name})`, () =>
        refused({ password: 's3cret' }, /password authentication failed for user "engineer"/))

      it(`says that the database is missing (${program.name})`, () =>
        refused({ database: 'gone;' }, /database "gone;" does not exist/))

      it(`says that nobody answers (${program.name})`, () => refused({ port: 1 }, /refused/i))

      it(`says what the server said (${program.name})`, async () => {
        const { url, adminUrl } = await engine.createDatabase()
        await engine.query(adminUrl, 'create table hidden (a integer)')
        await assert.rejects(dump(endpointOf(url), {}), (error) => {
          assert.ok(isDatabaseError(error, 'permission'), String(error))
          assert.match(error.message, /permission denied for table hidden/)
          assert.doesNotMatch(error.message, /\n/)
          return true
        })
      })

      it(`says what it does not understand (${program.name})`, async () => {
        const { url } = await engine.createDatabase()
        const { signal } = new AbortController()
        const dumping = program.of(endpointOf(url)).dump({ args: ['--nothing'], signal })
        await assert.rejects(dumping, /unrecognized option.*nothing/)
      })

      it(`says that the snapshot is not there (${program.name})`, async () => {
        const { url } = await engine.createDatabase()
        const options = { snapshot: '00000003-00000001-1' }
        await assert.rejects(dump(endpointOf(url), options), /snapshot.* "00000003-00000001-1"/)
      })

      for (const shared of [true, false])
        it(`ends at once at the server, too, when it is cancelled, with ${shared ? 'another’s' : 'its own'} snapshot (${program.name})`, () =>
          withLockedTable(engine, async (url, snapshot, waiting) => {
            const abort = new AbortController()
            const options = { signal: abort.signal, ...(shared && { snapshot }) }
            const dumping = dump(endpointOf(url), options)
            const ended = assert.rejects(dumping, AbortedError)
            await until(async () => (await waiting()) === 2)
            const started = performance.now()
            abort.abort()
            await ended
            assert.ok(performance.now() - started < 5_000)
            await until(async () => (await waiting()) === 0)
          }))

      it(`does not begin when it was cancelled before (${program.name})`, async () => {
        const { url } = await engine.createDatabase()
        const signal = AbortSignal.abort()
        await assert.rejects(dump(endpointOf(url), { signal }), AbortedError)
        await assert.rejects(dump(endpointOf(url), { signal, snapshot: 'x' }), AbortedError)
      })

      for (const bytes of [5_000, 40_000, 90_000])
        it(`is an error of the connection when that breaks after ${bytes} bytes (${program.name})`, async () => {
          const { adminUrl } = await engine.createDatabase()
          await engine.query(adminUrl, MANY_TABLES)
          const holder = await engine.connect(adminUrl)
          const proxy = await startProxy()
          try {
            const snapshot = await snapshotOf(holder)
            const endpoint = endpointOf(proxy.through(adminUrl))
            proxy.cutAfter(bytes)
            const started = performance.now()
            await assert.rejects(dump(endpoint, { snapshot }), (error) =>
              isDatabaseError(error, 'connection'),
            )
            assert.ok(performance.now() - started < 5_000)
          } finally {
            await proxy.close()
            await holder.close()
          }
        })

      it(`is an error of the connection when the server dies (${program.name})`, async () => {
        await withLockedTable(engine, async (url, _, waiting) => {
          const dumping = dump(endpointOf(url), {})
          const ended = assert.rejects(dumping, (error) => isDatabaseError(error, 'connection'))
          await until(async () => (await waiting()) === 2)
          await engine.server?.kill()
          await ended
        })
        await engine.server?.start()
      })
    }

    it('says that a table is locked, when it has waited', () =>
      withLockedTable(engine, async (url) => {
        const endpoint = endpointOf(url)
        const dumps = programsFor(engine).map((program) =>
          assert.rejects(dumpSchemaBy(program.of(endpoint), endpoint), (error) =>
            isDatabaseError(error, 'transient'),
          ),
        )
        await Promise.all(dumps)
      }))

    it('says that no pg_dump is new enough', async () => {
      const { url } = await engine.createDatabase()
      await assert.rejects(dumpSchema(endpointOf(url), { serverVersion: 990_001 }), (error) => {
        assert.ok(error instanceof UsageError)
        assert.match(`${error.message}; ${error.mend}`, /PostgreSQL 99; install .* PostgreSQL 99/)
        return true
      })
    })
  },
  { where: ownsServer },
)
