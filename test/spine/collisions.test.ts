/** Others at work: two runs on one table, sessions that hold rows, deadlocks, locks that come too late. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  AbortedError,
  readRunLog,
  RefusedError,
  type ApplyResult,
  type Run,
} from '../../src/core/index'
import { describeDirections } from '../databases/directions'
import { describeEngines, languageOf, manySessions, type Language } from '../helpers/engines'
import { withRawSession } from '../helpers/rawSessions'
import { createSite, type Site } from './site'
import { checkUndoes, failureOf, newestRun } from './underWay'

const SERVERS = { where: manySessions, languages: ['postgres', 'mysql'] } as const

/** What became of several applies: what they returned, and why the others were refused. */
async function settle(work: readonly Promise<ApplyResult>[]) {
  const results = await Promise.allSettled(work)
  const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  for (const result of results)
    if (result.status === 'rejected') {
      const error: unknown = result.reason
      assert.ok(error instanceof RefusedError, String(error))
      assert.ok(['run-in-progress', 'table-in-use'].includes(error.code), error.code)
      assert.match(error.mend ?? '', /^wait for it to end/)
    }
  return done
}

async function countIn(site: Site, table: string): Promise<string | null | undefined> {
  const [row] = await site.query('target', `select count(*) as rows_in from ${site.ledger(table)}`)
  return row?.['rows_in']
}

describeEngines(
  'two runs at once',
  (engine) => {
    it('of one plan are one run', async () => {
      const site = await createSite(engine, { rows: 3000 })
      const plan = await site.plan()
      const done = await settle([site.apply(plan), site.apply(plan), site.apply(plan)])
      assert.equal(done.filter(({ alreadyApplied }) => !alreadyApplied).length, 1)
      assert.equal(await countIn(site, 'runs'), '1')
      assert.equal(await countIn(site, 'row_changes'), '3000')
    })

    it('of two plans for the same rows never overwrite each other', async () => {
      const site = await createSite(engine, { rows: 3000 })
      const [first, second] = [await site.plan(), await site.plan()]
      await settle([site.apply(first), site.apply(second)])
      const [a, b] = [await site.apply(first), await site.apply(second)]
      assert.equal(a.run.counts.applied + b.run.counts.applied, 3000)
      assert.equal(a.run.counts.drifted + b.run.counts.drifted, 3000)
    })
  },
  SERVERS,
)

describeEngines(
  'a row that another session holds',
  (engine) => {
    it('is waited for, and judged by what it is then', async () => {
      const site = await createSite(engine)
      const plan = await site.plan()
      const { run } = await withRawSession(engine.connect, site.target.url, async (other) => {
        await other.query("begin; update jobs set stage = 'theirs' where job = 4")
        const applying = site.apply(plan)
        await sleep(400)
        await other.query('commit')
        return applying
      })
      assert.deepEqual(run.counts, { total: 10, applied: 9, drifted: 1, failed: 0 })
      assert.equal((await site.jobs())[3], '(4,theirs)')
    })

    it('is not waited for once the run is cancelled', async () => {
      const site = await createSite(engine)
      const plan = await site.plan()
      const start = await site.jobs()
      const abort = new AbortController()
      await withRawSession(engine.connect, site.target.url, async (other) => {
        await other.query("begin; update jobs set stage = 'theirs' where job = 4")
        const applying = site.apply(plan, { signal: abort.signal })
        await sleep(300)
        abort.abort()
        const began = performance.now()
        assert.ok((await failureOf(applying)) instanceof AbortedError)
        assert.ok(performance.now() - began < 1000)
        await other.query('rollback')
      })
      assert.deepEqual(await site.jobs(), start)
    })

    it('and that waits for the run in turn is a deadlock, which is tried again', async () => {
      const site = await createSite(engine)
      // The one that has done less is ended, so that it is the run.
      await site.query('target', `create table ballast (n integer)`)
      const plan = await site.plan()
      const start = await site.jobs()
      const { run } = await withRawSession(engine.connect, site.target.adminUrl, async (other) => {
        await other.query(OUTLIVE[languageOf(engine)])
        await other.query(`insert into ballast values ${'(1), '.repeat(2000)}(1)`)
        await other.query("update jobs set stage = 'theirs' where job = 9")
        const applying = site.apply(plan)
        await sleep(500)
        // The run holds the rows before the ninth and waits for it; now the other waits for the first.
        await other.query("update jobs set stage = 'theirs' where job = 1")
        await other.query('commit')
        return applying
      })
      assert.deepEqual(run.counts, { total: 10, applied: 8, drifted: 2, failed: 0 })
      await checkTold(site, run, /deadlock/i)
      await site.query('target', "update jobs set stage = concat('old ', job) where job in (1, 9)")
      await checkUndoes(site, run.id, start)
    })
  },
  SERVERS,
)

/** Begins the transaction of a session that survives a deadlock. */
const OUTLIVE: Readonly<Record<Language, string>> = {
  postgres: "set deadlock_timeout to '30s'; begin",
  mysql: 'begin',
}

/** Other sessions do not disturb silently: who reads the run's log learns what was tried again, and why. */
async function checkTold({ workspace }: Site, run: Run, why: RegExp): Promise<void> {
  const log = await readRunLog(workspace, run)
  const told = log.filter(({ level, message }) => level === 'warning' && why.test(message))
  assert.ok(told.length > 0, JSON.stringify(log))
  assert.match(told[0]?.message ?? '', /^changes 1 to 10 are tried again/)
}

/** A trigger that refuses the first tries, as a database does that finds transactions in each other's way. */
const REFUSES_TWICE: Readonly<Record<Language, string>> = {
  postgres: `create sequence tries; grant all on tries to public;
create function busy() returns trigger language plpgsql as $$
begin if nextval('tries') < 3 then raise exception 'could not serialize access' using errcode = '40001'; end if;
return new; end $$;
create trigger busy before update on jobs for each row execute function busy()`,
  mysql: `create trigger busy before update on jobs for each row
begin set @tries = coalesce(@tries, 0) + 1;
if @tries < 3 then signal sqlstate '40001' set message_text = 'could not serialize access', mysql_errno = 1213; end if;
end`,
}

const REFUSES_ALWAYS: Readonly<Record<Language, string>> = {
  postgres: REFUSES_TWICE.postgres.replace("nextval('tries') < 3", 'exists (select from trouble)'),
  mysql: REFUSES_TWICE.mysql.replace('@tries < 3', 'exists (select 1 from trouble)'),
}

describeEngines(
  'a transaction that cannot be serialized',
  (engine) => {
    it('is tried again', async () => {
      const site = await createSite(engine)
      await site.query('target', REFUSES_TWICE[languageOf(engine)])
      const start = await site.jobs()
      const { run } = await site.apply(await site.plan())
      assert.deepEqual([run.status, run.counts.applied], ['completed', 10])
      await checkTold(site, run, /could not serialize access/)
      await checkUndoes(site, run.id, start)
    })
  },
  SERVERS,
)

// What takes long is tried on one server of each kind.
describeDirections('trouble that does not end', (from, to) => {
  if (from !== to) return
  const language = languageOf(to)

  it('stops the run, which says why and goes on when it is over', async () => {
    const site = await createSite(to)
    await site.query('target', 'create table trouble (n integer); insert into trouble values (1)')
    await site.query('target', REFUSES_ALWAYS[language])
    if (language === 'postgres') await site.query('target', 'grant all on trouble to public')
    const start = await site.jobs()
    const plan = await site.plan()
    const { code, message, mend } = await failureOf(site.apply(plan))
    assert.equal(code, 'run-failed')
    assert.match(message, /stopped after 0 of 10 changes: could not serialize access/)
    assert.match(mend ?? '', /apply the same plan to go on where it stopped/)
    assert.deepEqual(await site.jobs(), start)
    const stopped = await newestRun(site)
    await site.query('target', 'delete from trouble')
    const { run, resumed } = await site.apply(plan)
    assert.deepEqual([resumed, run.id, run.counts.applied], [true, stopped.id, 10])
  })

  it('a row that is held for longer than a lock may take is tried again', async () => {
    const site = await createSite(to)
    const plan = await site.plan()
    const { run } = await withRawSession(to.connect, site.target.url, async (other) => {
      await other.query("begin; update jobs set stage = 'theirs' where job = 4")
      const applying = site.apply(plan)
      await sleep(12_000)
      await other.query('rollback')
      return applying
    })
    assert.deepEqual(run.counts, { total: 10, applied: 10, drifted: 0, failed: 0 })
    await checkTold(site, run, /lock/i)
  })
})
