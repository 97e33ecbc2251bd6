import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { AbortedError } from '../../../src/core/index'
import { describeEngines, isNewest, manySessions, type Engine } from '../../helpers/engines'
import { checkLedger } from './ledgerFold'
import { changesOf, rulesSite, sheet, thingsAndParts, told, type RulesSite } from './rulesSite'

const SYNC = { tables: thingsAndParts() }
const COUNT = 6000
const row = (index: number, size: number) => `n${index}|${size}|note ${index}|`
const many = (size: number) => Array.from({ length: COUNT }, (_, index) => row(index, size))
const HEADER = 'Name|Size|Note|Parent'
const PARTS = sheet('Code|Thing|No', 'a|n1|1', 'b|n5999|1')

/** A sync that has changed some of its rows and has ended in mid-run, and what somebody has edited since. */
async function interrupted(engine: Engine) {
  const site = await rulesSite(engine, SYNC)
  site.exported({ Things: sheet(HEADER, ...many(1)), Parts: PARTS })
  await site.synced()
  const before = await site.everything()
  site.exported({ Things: sheet(HEADER, ...many(2), 'new|2||n3'), Parts: PARTS })
  const planned = await site.plan()
  await abortInMidRun(site, planned.path)
  const [done = ''] = await site.shown('select count(*) as done from things where size = 2')
  ok(Number(done) > 0 && Number(done) < COUNT, done)
  return { site, planned, before, done: Number(done) }
}

async function abortInMidRun(site: RulesSite, path: string): Promise<void> {
  const controller = new AbortController()
  const outcome = await site
    .apply(path, {
      signal: controller.signal,
      onProgress: ({ done = 0 }) => {
        if (done > 0) controller.abort()
      },
    })
    .catch((error: unknown) => error)
  ok(outcome instanceof AbortedError, String(outcome))
}

/** One that the run has written, and one that it has not. */
async function editTwo(site: RulesSite): Promise<void> {
  for (const size of [1, 2])
    await site.query(
      `update things set note = 'mine' where id = (select min(id) from things where size = ${size})`,
    )
}

const MINE = `select count(*) as mine from things where note = 'mine'`

describeEngines(
  'a sync of an Airtable base that ends in mid-run',
  (engine) => {
    it('goes on where it was with the same plan', async () => {
      const { site, planned } = await interrupted(engine)
      await checkLedger(site)
      await editTwo(site)
      const { run } = await site.applied(planned)
      equal(run.status, 'completed')
      await checkLedger(site)
      deepEqual(await site.shown('select count(*) as done from things where size = 2'), ['6001'])
      deepEqual(await site.shown(MINE), ['2'])
      deepEqual(await site.log(), {
        things: `${COUNT + 1} 1 ${COUNT} 0 0 completed`,
        parts: '2 0 0 0 0 completed',
      })
      deepEqual(changesOf(await site.plan({ mode: 'merge' })), [])
    })

    it('is taken back as far as it went', async () => {
      const { site, planned, before } = await interrupted(engine)
      await site.undo(await runOf(site, planned.plan.id))
      await checkLedger(site)
      deepEqual(await site.everything(), before)
      match((await site.log())['things'] ?? '', /rolled_back$/)
      equal(changesOf(await site.plan()).length, COUNT + 2)
    })

    it('may be followed by another one at once, which knows what was done', async () => {
      const { site, done } = await interrupted(engine)
      await editTwo(site)
      const next = await site.synced()
      equal(changesOf(next).length, COUNT - done + 2)
      equal(told(next).length, 2)
      equal(next.run.counts.failed + next.run.counts.drifted, 0)
      await checkLedger(site)
      deepEqual(await site.shown(MINE), ['2'])
      deepEqual(await site.shown('select count(*) as done from things where size = 2'), ['6001'])
    })

    it('may be followed by one that ends before it has written anything', async () => {
      const { site, done } = await interrupted(engine)
      await site.query(`create function stop() returns trigger language plpgsql as
        $$ begin raise exception 'stop' using errcode = 'admin_shutdown'; end $$;
        create trigger stop before insert or delete on drydock.common_rows for each statement execute function stop()`)
      const next = await site.plan()
      await site.apply(next.path).then(
        () => ok(false, 'it ends'),
        () => undefined,
      )
      await site.query('drop trigger stop on drydock.common_rows')
      await checkLedger(site)
      await editTwo(site)
      equal(changesOf(await site.synced()).length, COUNT - done + 2)
      await checkLedger(site)
      deepEqual(await site.shown(MINE), ['2'])
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)

async function runOf(site: RulesSite, planId: string): Promise<string> {
  const [run = ''] = await site.shown(`select run_id from drydock.runs where plan_id = '${planId}'`)
  return run
}

describeEngines(
  'the ledger of a sync of an Airtable base',
  (engine) => {
    it('has what its runs have written, also where an older one is taken back', async () => {
      const site = await rulesSite(engine, SYNC)
      const exported = (one: string, two: string, more: readonly string[] = []) =>
        site.exported({
          Things: sheet(HEADER, `One|${one}|Two`, `Two|${two}|`, ...more),
          Parts: sheet('Code|Thing|No', 'a|One|1'),
        })
      exported('1|a', '1|b')
      await site.synced()
      exported('2|a', '2|b', ['Three|3||'])
      const { run } = await site.synced()
      exported('2|a', '2|c', ['Three|3||'])
      await site.synced()
      await checkLedger(site)
      const undone = await site.undo(run.id)
      equal(undone.counts.drifted, 1)
      await checkLedger(site)
      deepEqual(await site.shown('select name, size, note from things order by name'), [
        'One 1 a',
        'Two 2 c',
      ])
      // What was taken back is in Airtable still.
      equal(changesOf(await site.synced()).length, 2)
      await checkLedger(site)
      deepEqual(
        await site.shown(`select status from sync_logs where table_name = 'things' order by id`),
        ['completed', 'rolled_back', 'completed', 'completed'],
      )
    })
  },
  { where: (engine) => manySessions(engine) && isNewest(engine) },
)
