/** Callers who give up: the server's work ends within a second, and what is done stays consistent. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { AbortedError, findRun } from '../../src/core/index'
import { describeEngines, languageOf, manySessions, type Language } from '../helpers/engines'
import type { Side } from './pairs'
import { createSite, type Site } from './site'
import {
  applyUntilFirstBatch,
  BATCH,
  checkResumes,
  checkStory,
  createSlowSite,
  failureOf,
  newestRun,
  releaseBrake,
  ROWS,
} from './underWay'

const SERVERS = { where: manySessions, languages: ['postgres', 'mysql'] } as const

/** Sessions of others on this database; one that waits for its next statement does no work. */
const AT_WORK: Readonly<Record<Language, string>> = {
  postgres: `select pid from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
  mysql: `select id from information_schema.processlist
where db = database() and id <> connection_id() and command <> 'Sleep'`,
}

/** A second, and what a busy machine needs besides: a statement that goes on would take far longer. */
const SOON = 5000

/** Cancels, and sees to it that the caller is free and the server at rest within a second. */
async function cancel(
  site: Site,
  language: Language,
  { abort, work, ends }: { abort: AbortController; work: Promise<unknown>; ends: readonly Side[] },
): Promise<AbortedError> {
  for (const end of ends)
    assert.ok((await site.query(end, AT_WORK[language])).length > 0, 'the server is at work')
  const failing = failureOf(work)
  const began = performance.now()
  abort.abort()
  const error = await failing
  for (const end of ends)
    while ((await site.query(end, AT_WORK[language])).length > 0) {
      assert.ok(performance.now() - began < SOON, 'the server still works')
      await sleep(20)
    }
  assert.ok(performance.now() - began < SOON, 'it took long')
  assert.ok(error instanceof AbortedError, String(error))
  return error
}

/** A second a row. */
const SLOW_EXPRESSION: Readonly<Record<Language, string>> = {
  postgres: "concat('new', pg_sleep(1))",
  mysql: "concat('new', sleep(1))",
}

describeEngines(
  'what is cancelled',
  (engine) => {
    const language = languageOf(engine)

    it('an apply, is closed as aborted and can go on', async () => {
      const site = await createSlowSite(engine)
      const plan = await site.plan()
      const abort = new AbortController()
      const { applying } = await applyUntilFirstBatch(site, plan, { signal: abort.signal })
      // The second batch has begun by then.
      await sleep(200)
      const { runId } = await cancel(site, language, { abort, work: applying, ends: ['target'] })
      const run = await newestRun(site)
      assert.deepEqual([run.id, run.status, run.error], [runId, 'aborted', null])
      assert.equal(await checkStory(site, run), BATCH)
      await releaseBrake(site)
      await checkResumes(site, plan, run)
    })

    it('an undo, leaves what a new undo takes back', async () => {
      const site = await createSlowSite(engine)
      const start = await site.jobs()
      await releaseBrake(site)
      const { run } = await site.apply(await site.plan())
      await site.query('target', 'insert into brake values (1)')
      const abort = new AbortController()
      const undo = await site.planUndo(run.id)
      const { applying } = await applyUntilFirstBatch(site, undo, { signal: abort.signal })
      await sleep(200)
      await cancel(site, language, { abort, work: applying, ends: ['target'] })
      await releaseBrake(site)
      const rest = await site.planUndo(run.id)
      assert.ok(rest.plan.changes > 0 && rest.plan.changes < ROWS, `${rest.plan.changes} left`)
      const undone = await site.apply(rest)
      assert.equal(undone.run.counts.applied, rest.plan.changes)
      assert.deepEqual(await site.jobs(), start)
      assert.equal((await findRun(site.workspace, run.id)).status, 'undone')
    })

    it('a plan, is no longer worked on by the server', async () => {
      const site = await createSite(engine, {
        mapping: { fields: [{ expression: SLOW_EXPRESSION[language], target: 'stage' }] },
      })
      const abort = new AbortController()
      const work = site.plan({ signal: abort.signal })
      await sleep(1500)
      await cancel(site, language, { abort, work, ends: ['source'] })
      assert.equal(await site.hasLedger(), false)
    })
  },
  SERVERS,
)
