/** Runs and undos in orders that nobody planned for: what the ledger says stays true. */
import assert from 'node:assert/strict'
import {
  AbortedError,
  findRun,
  readOutcomes,
  releaseDatabases,
  type ApplyResult,
  type SavedPlan,
} from '../../src/core/index'
import { describeEngines } from '../helpers/engines'
import { createSite, type Site } from './site'

/** One full batch and the beginning of another. */
const ROWS = 2600

/** Applies until the first batch is done, and cancels then. Returns the run's id. */
async function applyInPart(site: Site, plan: SavedPlan): Promise<string> {
  const abort = new AbortController()
  const onProgress = () => abort.abort()
  const error = await site.apply(plan, { signal: abort.signal, onProgress }).then(
    () => assert.fail('the apply was not cancelled'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof AbortedError && error.runId !== undefined, String(error))
  const { status, counts } = await findRun(site.workspace, error.runId)
  assert.equal(status, 'aborted')
  assert.ok(counts.applied > 0 && counts.applied < counts.total, `${counts.applied} applied`)
  return error.runId
}

describeEngines(
  'runs and undos',
  (engine) => {
    after(() => releaseDatabases())

    it('a run that is cancelled can be undone, and its plan applied then', async () => {
      const site = await createSite(engine, { rows: ROWS })
      const start = await site.jobs()
      const plan = await site.plan()
      const id = await applyInPart(site, plan)
      await site.apply(await site.planUndo(id))
      assert.deepEqual(await site.jobs(), start)
      const again = await site.apply(plan)
      assert.deepEqual([again.resumed, again.run.counts.applied], [false, ROWS])
    })

    it('a run that went on after its undo was planned is not called undone by it', async () => {
      const site = await createSite(engine, { rows: ROWS })
      const start = await site.jobs()
      const plan = await site.plan()
      const id = await applyInPart(site, plan)
      const early = await site.planUndo(id)
      assert.equal((await site.apply(plan)).resumed, true)
      const undone = await site.apply(early).catch(() => undefined)
      const { status } = await findRun(site.workspace, id)
      assert.notEqual(status, 'undone', 'most of its changes are still there')
      // What is left can be taken back.
      const rest = await site.planUndo(id)
      assert.equal(rest.plan.changes, ROWS - (undone?.run.counts.applied ?? 0))
      await site.apply(rest)
      assert.deepEqual(await site.jobs(), start)
      assert.equal((await findRun(site.workspace, id)).status, 'undone')
    })

    it('of two runs over the same rows, the first can be undone once the second one is', async () => {
      const site = await createSite(engine)
      const start = await site.jobs()
      const first = await site.apply(await site.plan())
      const middle = await site.jobs()
      await site.query('source', "update jobs set stage = 'newer'")
      const second = await site.apply(await site.plan())
      const early = await site.apply(await site.planUndo(first.run.id))
      assert.deepEqual(early.run.counts, { total: 10, applied: 0, drifted: 10, failed: 0 })
      const { status } = await findRun(site.workspace, first.run.id)
      assert.equal(status, 'completed', 'nothing of it was taken back')
      await site.apply(await site.planUndo(second.run.id))
      assert.deepEqual(await site.jobs(), middle)
      await site.apply(await site.planUndo(first.run.id))
      assert.deepEqual(await site.jobs(), start)
    })

    it('an undo can be undone', async () => {
      const site = await createSite(engine)
      const start = await site.jobs()
      const applied = await site.apply(await site.plan())
      const end = await site.jobs()
      const undone: ApplyResult = await site.apply(await site.planUndo(applied.run.id))
      assert.deepEqual(await site.jobs(), start)
      const redone = await site.apply(await site.planUndo(undone.run.id))
      assert.deepEqual(await site.jobs(), end)
      await site.apply(await site.planUndo(redone.run.id))
      assert.deepEqual(await site.jobs(), start)
      const outcomes = await readOutcomes(site.workspace, redone.run, { offset: 0, limit: 20 })
      assert.equal(outcomes.length, 10)
    })
  },
  { languages: ['postgres', 'mysql'] },
)
