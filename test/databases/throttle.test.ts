import assert from 'node:assert/strict'
import { describeEngines, manySessions, ownsServer } from '../helpers/engines'
import { startSlowStandby } from '../helpers/slowStandby'
import { createSite } from '../spine/site'

describeEngines(
  'a run that may take only so much',
  (engine) => {
    it('keeps to its rate', async () => {
      const site = await createSite(engine, { rows: 40 })
      const started = performance.now()
      const { run } = await site.apply(await site.plan(), { maxRate: 40 })
      const seconds = (performance.now() - started) / 1000
      assert.equal(run.counts.applied, 40)
      assert.ok(seconds >= 0.7, `40 changes at 40 a second took ${seconds.toFixed(2)} s`)
    })

    it('ends its waiting when it is cancelled', async () => {
      const site = await createSite(engine, { rows: 40 })
      const plan = await site.plan()
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 600)
      const started = performance.now()
      await assert.rejects(site.apply(plan, { maxRate: 1, signal: abort.signal }), {
        name: 'AbortedError',
      })
      assert.ok(performance.now() - started < 20_000)
      const { run, resumed } = await site.apply(plan)
      assert.deepEqual([run.counts.applied, resumed], [40, true])
    })
  },
  { languages: ['postgres', 'mysql'] },
)

describeEngines('a run that waits for replicas', (engine) => {
  it('waits for nobody where there are no replicas', async () => {
    const site = await createSite(engine, { rows: 3 })
    const { run } = await site.apply(await site.plan(), { maxLag: 1 })
    assert.equal(run.counts.applied, 3)
  })
})

describeEngines(
  'a run beside a replica that is behind',
  (engine) => {
    it('waits until it is not', async () => {
      const site = await createSite(engine, { rows: 100 })
      await site.query('target', 'grant pg_read_all_stats to engineer')
      const standby = await startSlowStandby(site.target.adminUrl, 500)
      try {
        const messages: string[] = []
        const { run } = await site.apply(await site.plan(), {
          maxRate: 80,
          maxLag: 0.3,
          onProgress: ({ message }) => messages.push(message),
        })
        assert.equal(run.counts.applied, 100)
        assert.ok(
          messages.some((message) => /^waiting: a replica is \d+\.\d s behind$/.test(message)),
          messages.join('\n'),
        )
      } finally {
        await standby.close()
        await site.query('target', 'revoke pg_read_all_stats from engineer')
      }
    })

    it('does not begin for a role that may not know of it', async () => {
      const site = await createSite(engine, { rows: 3 })
      const standby = await startSlowStandby(site.target.adminUrl, 0)
      try {
        const plan = await site.plan()
        await assert.rejects(site.apply(plan, { maxLag: 1 }), {
          name: 'UsageError',
          message: 'this role may not see how far replicas are behind',
        })
        assert.equal(await site.hasLedger(), false)
      } finally {
        await standby.close()
      }
    })
  },
  { where: ownsServer },
)

describeEngines(
  'a run that is to wait for replicas',
  (engine) => {
    it('does not begin where the server does not tell of them', async () => {
      const site = await createSite(engine, { rows: 3 })
      const [plan, before] = [await site.plan(), await site.jobs()]
      await assert.rejects(site.apply(plan, { maxLag: 1 }), {
        name: 'UsageError',
        message: 'this server does not tell how far its replicas are behind',
      })
      assert.deepEqual([await site.hasLedger(), await site.jobs()], [false, before])
    })
  },
  { languages: ['mysql'] },
)

describeEngines(
  'a table',
  (engine) => {
    it('is changed by one run at a time, and the second is told of the first', async () => {
      const site = await createSite(engine, { rows: 40 })
      const [first, second] = [await site.plan(), await site.plan()]
      const slow = site.apply(first, { maxRate: 20 })
      await new Promise((resolve) => setTimeout(resolve, 700))
      await assert.rejects(site.apply(second), (error: Error) => {
        assert.match(error.message, /^run \S+ \(.*\) is changing table ".*jobs" right now$/)
        return true
      })
      const { run } = await slow
      assert.equal(run.counts.applied, 40)
      const again = await site.apply(second)
      assert.deepEqual([again.run.counts.applied, again.run.counts.drifted], [0, 40])
    })
  },
  {
    languages: ['postgres', 'mysql'],
    where: (engine) => manySessions(engine) && ownsServer(engine),
  },
)
