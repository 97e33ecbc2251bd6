/** Between an engineer and a server there often is a pooler. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { AbortedError } from '../../src/core/util/errors'
import { describeEngines, ownsServer, type Engine } from '../helpers/engines'
import { hasPooler, startPooler } from '../helpers/pgbouncer'
import { createSite, type Site, type SiteOptions } from '../spine/site'

async function behind(
  engine: Engine,
  mode: Parameters<typeof startPooler>[1],
  work: (site: Site) => Promise<void>,
  options: SiteOptions = {},
): Promise<void> {
  const { url } = await engine.createDatabase()
  const pooler = await startPooler(url, mode)
  try {
    await work(
      await createSite(engine, {
        ...options,
        variables: ({ source, target }) => ({
          PRODUCTION_DATABASE_URL: pooler.through(source),
          SANDBOX_DATABASE_URL: pooler.through(target),
        }),
      }),
    )
  } finally {
    await pooler.close()
  }
}

describeEngines(
  'a pooler that lends sessions for a transaction',
  (engine) => {
    it('is refused, because settings and locks would be lost', () =>
      behind(engine, 'transaction', async (site) => {
        await assert.rejects(site.plan(), {
          name: 'UsageError',
          message: /^127\.0\.0\.1:\d+ is a pooler that lends a session for one transaction/,
        })
      }))
  },
  { where: (engine) => ownsServer(engine) && hasPooler() },
)

describeEngines(
  'a pooler that lends whole sessions',
  (engine) => {
    it('is as good as the server', () =>
      behind(engine, 'session', async (site) => {
        const before = await site.jobs()
        const { run } = await site.apply(await site.plan())
        assert.equal(run.counts.applied, 10)
        await site.apply(await site.planUndo(run.id))
        assert.deepEqual(await site.jobs(), before)
      }))

    it('lets a statement be stopped within a second', () =>
      behind(
        engine,
        'session',
        async (site) => {
          const abort = new AbortController()
          const planned = site.plan({ signal: abort.signal })
          const asleep = `select pid::text from pg_stat_activity where wait_event = 'PgSleep'`
          while ((await site.query('source', asleep)).length === 0) await sleep(20)
          const started = performance.now()
          abort.abort()
          await assert.rejects(planned, AbortedError)
          assert.ok(performance.now() - started < 1000)
          assert.deepEqual(await site.query('source', asleep), [])
        },
        { mapping: { fields: [{ expression: "pg_sleep(30)::text || 'x'", target: 'stage' }] } },
      ))
  },
  { where: (engine) => ownsServer(engine) && hasPooler() },
)
