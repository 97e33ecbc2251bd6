/** Servers that stop and networks that fail while a run is under way: whole batches, one story, a way on. */
import assert from 'node:assert/strict'
import { describeEngines, languageOf, ownsServer, type Engine } from '../helpers/engines'
import { startProxy, type CuttableProxy } from '../helpers/proxy'
import { createSite } from './site'
import {
  applyUntilFirstBatch,
  BATCH,
  checkResumes,
  checkStory,
  checkUndoes,
  createSlowSite,
  failureOf,
  newestRun,
  releaseBrake,
} from './underWay'

const EVERYWHERE = { where: ownsServer, languages: ['postgres', 'mysql'] } as const

/**
 * Meets a run in its second batch, does something to the server, and checks what is left when it is back. `kept` are the
 * numbers of changes that may be left, in the data and in the ledger alike.
 */
async function meetRun(
  engine: Engine,
  meet: () => Promise<void>,
  back: () => Promise<void>,
  kept: readonly number[],
) {
  const site = await createSlowSite(engine)
  const start = await site.jobs()
  const plan = await site.plan()
  const { failure } = await applyUntilFirstBatch(site, plan)
  await meet()
  const { code, mend } = await failure()
  assert.equal(code, 'run-interrupted')
  assert.match(mend ?? '', /when the database can be reached again, apply the same plan to go on/)
  await back()
  const run = await newestRun(site)
  assert.equal(run.status, 'interrupted')
  const applied = await checkStory(site, run)
  assert.ok(kept.includes(applied), `${applied} changes are left`)
  await releaseBrake(site)
  return { site, start, plan, run }
}

describeEngines(
  'a server in mid-run',
  (engine) => {
    const server = () => engine.server ?? assert.fail('there is no server')

    it('that crashes leaves an interrupted run, which goes on when the server is back', async () => {
      const { site, start, plan, run } = await meetRun(
        engine,
        () => server().kill(),
        () => server().start(),
        // PostgreSQL has half a second to bring a batch to its disk.
        languageOf(engine) === 'postgres' ? [0, BATCH] : [BATCH],
      )
      await checkResumes(site, plan, run)
      await checkUndoes(site, run.id, start)
    })

    it('that is restarted leaves an interrupted run, which can be undone', async () => {
      const { site, start, plan, run } = await meetRun(
        engine,
        () => server().stop(),
        () => server().start(),
        [BATCH],
      )
      await checkUndoes(site, run.id, start)
      const again = await site.apply(plan)
      assert.deepEqual([again.resumed, again.run.counts.applied], [false, again.run.counts.total])
    })
  },
  EVERYWHERE,
)

describeEngines(
  'a connection that is cut',
  (engine) => {
    let proxy: CuttableProxy

    beforeEach(async () => {
      proxy = await startProxy()
    })
    afterEach(() => proxy.close())

    const throughProxy = (end: 'source' | 'target') => (urls: Record<typeof end, string>) => ({
      [end === 'source' ? 'PRODUCTION_DATABASE_URL' : 'SANDBOX_DATABASE_URL']: proxy.through(
        urls[end],
      ),
    })

    it('for a moment stops the run, which says so and can be undone', async () => {
      const site = await createSlowSite(engine, { variables: throughProxy('target') })
      const start = await site.jobs()
      const { failure } = await applyUntilFirstBatch(site, await site.plan())
      proxy.cut()
      const { code, message, mend } = await failure()
      assert.equal(code, 'run-failed')
      assert.match(message, new RegExp(`stopped after ${BATCH} of 6000 changes: cannot reach`))
      assert.match(mend ?? '', /apply the same plan to go on where it stopped, or undo/)
      const run = await newestRun(site)
      assert.equal(run.status, 'failed')
      assert.equal(await checkStory(site, run), BATCH)
      await releaseBrake(site)
      await checkUndoes(site, run.id, start)
    })

    it('for longer leaves an interrupted run, which goes on', async () => {
      const site = await createSlowSite(engine, { variables: throughProxy('target') })
      const plan = await site.plan()
      const { failure } = await applyUntilFirstBatch(site, plan)
      proxy.cut({ stay: true })
      assert.equal((await failure()).code, 'run-interrupted')
      const away = await failureOf(site.apply(plan))
      assert.equal(away.code, 'database-connection')
      proxy.mend()
      const run = await newestRun(site)
      assert.equal(run.status, 'interrupted')
      assert.equal(await checkStory(site, run), BATCH)
      await releaseBrake(site)
      await checkResumes(site, plan, run)
    })

    for (const end of ['source', 'target'] as const)
      it(`while the ${end} is read leaves no plan`, async () => {
        const site = await createSite(engine, { rows: 20_000, variables: throughProxy(end) })
        proxy.cutAfter(100_000)
        const { code, message } = await failureOf(site.plan({ strategy: 'merge' }))
        assert.equal(code, 'database-connection', message)
        assert.equal(await site.hasLedger(), false)
        assert.equal((await site.plan()).plan.changes, 20_000)
      })
  },
  EVERYWHERE,
)
