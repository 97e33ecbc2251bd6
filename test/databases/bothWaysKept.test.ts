/** What both ends of a mapping last had in common is remembered by all that writes nothing, and by a run that goes on. */
import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { AbortedError, applyPlanFile, planDefinition, releaseDatabases } from '../../src/core/index'
import { describeEngines, manySessions, type Engine } from '../helpers/engines'
import { createSite, type Site } from '../spine/site'

const DEFINITION = 'jobs.mapping.jsonc'

/** As many jobs on both sides, alike, in a mapping of both directions whose common state is settled. */
async function settled(engine: Engine, rows: number): Promise<Site> {
  const values = Array.from({ length: rows }, (_, n) => `(${n + 1}, 'same')`).join(', ')
  const fill = `create table jobs (job integer primary key, stage varchar(50))${
    rows === 0 ? '' : `; insert into jobs values ${values}`
  }`
  const site = await createSite(engine, {
    tables: { source: fill, target: `${fill}; insert into jobs values (999999, 'more')` },
    mapping: { direction: 'both', missing: { inTarget: 'insert' } },
  })
  await site.query('source', `insert into jobs values (777777, 'new')`)
  const { run } = await site.apply(await site.plan())
  assert.deepEqual([run.status, run.counts.applied], ['completed', 1])
  return site
}

const edit = (site: Site, job = 777777) =>
  site.query('target', `update jobs set stage = 'theirs' where job = ${job}`)

/** The edit of the target goes back, and nobody has to guess. */
async function checkRemembered(site: Site): Promise<void> {
  const { plan } = await site.plan()
  const { updated, sentBack } = plan.summary
  assert.deepEqual([updated, sentBack, plan.hazards.map(({ code }) => code)], [0, 1, []])
}

describeEngines(
  'the common state of a mapping',
  (engine) => {
    after(() => releaseDatabases())

    for (const rows of [0, 1999, 2000])
      it(`is recorded of ${rows + 1} rows`, async () => {
        const site = await settled(engine, rows)
        await edit(site)
        await checkRemembered(site)
        await site.query('target', 'delete from jobs')
        const { run } = await site.apply(await site.plan())
        assert.equal(run.status, 'completed')
      })

    it('is kept by a plan that is refused because the structure has changed', async () => {
      const site = await settled(engine, 1)
      const plan = await site.plan()
      await edit(site)
      await site.query('target', 'alter table jobs add extra integer')
      await assert.rejects(site.apply(plan), { code: 'plan-structure-changed' })
      await checkRemembered(site)
    })

    it('is kept by a plan that was applied already, whatever its definition is now', async () => {
      const site = await settled(engine, 1)
      await site.query('source', `update jobs set stage = 'newer' where job = 1`)
      const plan = await site.plan()
      await site.apply(plan)
      await edit(site)
      appendFileSync(join(site.workspace.folder, DEFINITION), '\n// a remark\n')
      assert.equal((await site.apply(plan)).alreadyApplied, true)
      await checkRemembered(site)
    })

    it('is kept by a run that goes on after it was cancelled', async () => {
      const site = await settled(engine, 40)
      await site.query('source', `update jobs set stage = 'newer' where job <= 40`)
      const plan = await site.plan()
      const abort = new AbortController()
      setTimeout(() => abort.abort(), 700)
      await assert.rejects(site.apply(plan, { maxRate: 8, signal: abort.signal }), AbortedError)
      await edit(site)
      const { resumed } = await site.apply(plan)
      assert.equal(resumed, true)
      await checkRemembered(site)
    })

    it('is not touched by the second part of a plan alone', async () => {
      const site = await settled(engine, 1)
      await edit(site)
      const { path, plan } = await site.plan()
      const second = join(path, '..', plan.companion?.file ?? '')
      await assert.rejects(applyPlanFile(site.workspace, second, {}), { code: 'second-part' })
      await checkRemembered(site)
    })
  },
  { languages: ['postgres', 'mysql'], where: manySessions },
)

describeEngines(
  'the common state of a mapping',
  (engine) => {
    it('is kept by a second apply of the same plan beside the first', async () => {
      const site = await settled(engine, 40)
      await site.query('source', `update jobs set stage = 'newer' where job <= 40`)
      const plan = await site.plan()
      const first = site.apply(plan, { maxRate: 30 })
      await new Promise((resolve) => setTimeout(resolve, 500))
      await assert.rejects(site.apply(plan), { code: 'run-in-progress' })
      await first
      await edit(site)
      await checkRemembered(site)
      // Planned anew, not from what this process has in mind.
      const again = await planDefinition(site.workspace, DEFINITION, {})
      assert.equal(again.plan.summary['sentBack'], 1)
    })
  },
  { languages: ['postgres', 'mysql'], where: ({ kind }) => kind !== 'pglite' },
)
