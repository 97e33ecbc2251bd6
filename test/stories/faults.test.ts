/** Servers that stop, sessions that collide, callers who give up, people who may not. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import {
  AbortedError,
  applyPlanFile,
  DatabaseOperationError,
  findRun,
  listRuns,
  planUndo,
  RefusedError,
} from '../../src/core/index'
import { describeEngines, manySessions, ownsServer } from '../helpers/engines'
import { expectCounts, setUpWorkbench, type Workbench } from './workbench'

const SLOW_ROWS = `
create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.001); return new; end';
create trigger slow before update on jobs for each row execute function slow()`

async function client(url: string): Promise<Client> {
  const connected = new Client({ connectionString: url })
  connected.on('error', () => undefined)
  await connected.connect()
  return connected
}

/** Waits until the applier has committed a batch. */
async function firstBatch(bench: Workbench): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const applied = (await bench.hasLedger())
      ? (await bench.target('select applied::text as n from drydock.runs limit 1'))[0]?.['n']
      : undefined
    if (applied !== undefined && applied !== '0') return
    await sleep(20)
  }
  throw new Error('no batch was committed')
}

describeEngines(
  'a server that stops in mid-apply',
  (engine) => {
    it('leaves an interrupted run, which goes on when the server is back', async function () {
      this.timeout(60_000)
      const bench = await setUpWorkbench(engine, { rows: 7000 })
      await bench.target(SLOW_ROWS)
      const plan = await bench.plan()
      const applying = bench.apply(plan)
      const failed = rejects(applying, (error) => error instanceof DatabaseOperationError)
      await firstBatch(bench)
      await engine.server?.kill()
      await failed
      await engine.server?.start()
      const [interrupted] = (await listRuns(bench.workspace, { environment: 'sandbox' })).runs
      equal(interrupted?.status, 'interrupted')
      ok(interrupted.counts.applied > 0 && interrupted.counts.applied < 7000)
      const resumed = await bench.apply(plan)
      equal(resumed.resumed, true)
      equal(resumed.run.id, interrupted.id)
      expectCounts(resumed, 7000, 0, 0)
    })
  },
  { where: ownsServer },
)

describeEngines(
  'an apply that is cancelled',
  (engine) => {
    it('stops at the server within a second, is closed as aborted, and can go on', async function () {
      this.timeout(60_000)
      const bench = await setUpWorkbench(engine, { rows: 7000 })
      await bench.target(SLOW_ROWS)
      const plan = await bench.plan()
      const abort = new AbortController()
      const applying = bench.apply(plan, { signal: abort.signal })
      const aborted = rejects(
        applying,
        (error) => error instanceof AbortedError && error.runId !== undefined,
      )
      await firstBatch(bench)
      abort.abort()
      const started = performance.now()
      await aborted
      ok(performance.now() - started < 1000, 'the statement was stopped, not waited for')
      const active =
        'select count(*)::text as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
      equal((await bench.target(active))[0]?.['n'], '0')
      const [run] = (await listRuns(bench.workspace, { environment: 'sandbox' })).runs
      equal(run?.status, 'aborted')
      expectCounts(await bench.apply(plan), 7000, 0, 0)
    })
  },
  { where: manySessions },
)

describeEngines(
  'two at once',
  (engine) => {
    it('applies of one plan make one run', async () => {
      const bench = await setUpWorkbench(engine, { rows: 3000 })
      const plan = await bench.plan()
      const results = await Promise.allSettled([
        bench.apply(plan),
        bench.apply(plan),
        bench.apply(plan),
      ])
      const done = results.flatMap((result) =>
        result.status === 'fulfilled' ? [result.value] : [],
      )
      const refused = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      )
      ok(done.length >= 1)
      equal(done.filter(({ alreadyApplied }) => !alreadyApplied).length, 1)
      for (const error of refused)
        ok(
          error instanceof RefusedError && ['run-in-progress', 'table-in-use'].includes(error.code),
          String(error),
        )
      equal((await bench.target('select count(*)::text as n from drydock.runs'))[0]?.['n'], '1')
      equal(
        (await bench.target('select count(*)::text as n from drydock.row_changes'))[0]?.['n'],
        '3000',
      )
    })

    it('plans on the same rows never overwrite each other', async () => {
      const bench = await setUpWorkbench(engine, { rows: 3000 })
      const [first, second] = [await bench.plan(), await bench.plan()]
      const results = await Promise.allSettled([bench.apply(first), bench.apply(second)])
      const refused = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      )
      for (const error of refused)
        ok(error instanceof RefusedError && error.code === 'table-in-use', String(error))
      const [a, b] = [await bench.apply(first), await bench.apply(second)]
      equal(a.run.counts.applied + b.run.counts.applied, 3000)
      equal(a.run.counts.drifted + b.run.counts.drifted, 3000)
    })

    it('a deadlock with another session is waited out', async function () {
      this.timeout(60_000)
      const bench = await setUpWorkbench(engine)
      const plan = await bench.plan()
      const other = await client(bench.targetUrl)
      await other.query("set deadlock_timeout to '10s'").catch(() => undefined)
      await other.query('begin')
      await other.query("update jobs set stage = 'mine' where job = 9")
      const applying = bench.apply(plan)
      await sleep(300)
      // The applier holds the rows before the ninth and waits for it; now the other waits for the first.
      await other.query("update jobs set stage = 'mine' where job = 1").then(
        () => other.query('commit'),
        () => other.query('rollback'),
      )
      await other.end()
      expectCounts(await applying, 10, 0, 0)
    })
  },
  { where: manySessions },
)

describeEngines(
  'a plan',
  (engine) => {
    it('writes nothing, not even through a function of its expression', async () => {
      const bench = await setUpWorkbench(engine, {
        mapping: { fields: [{ expression: 'sneak(job)', target: 'fab_order' }] },
      })
      await bench.source(`create table trap (n integer);
create function sneak(n integer) returns numeric language plpgsql as 'begin insert into trap values (n); return n; end'`)
      await rejects(bench.plan(), /read-only transaction/)
      equal((await bench.source('select count(*)::text as n from trap'))[0]?.['n'], '0')
    })

    const attempts = [
      '1); drop table jobs; --',
      '1) from jobs s; drop table jobs; select (1',
      "1) from jobs) to program 'touch /tmp/never' --",
      "1)) to '/tmp/never' --",
      "set_config('transaction_read_only', 'off', false)::int; delete from jobs",
      '(with gone as (delete from jobs returning 1) select 1 from gone)',
      '1 /* ',
      '1 from jobs) described, (select 2',
    ]
    for (const expression of attempts)
      it(`refuses an expression that is more than one: ${expression}`, async () => {
        const bench = await setUpWorkbench(engine, {
          mapping: { fields: [{ expression, target: 'fab_order' }] },
        })
        const before = [
          await bench.jobs(),
          await bench.source('select jobs::text from jobs order by 1'),
        ]
        await rejects(bench.plan())
        deepEqual(
          [await bench.jobs(), await bench.source('select jobs::text from jobs order by 1')],
          before,
        )
      })
  },
  { where: manySessions },
)

describeEngines(
  'people who may not',
  (engine) => {
    it('update, are refused before anything is written', async () => {
      const bench = await setUpWorkbench(engine)
      await bench.target('alter table jobs owner to postgres; grant select on jobs to public')
      await rejects(
        bench.plan().then((plan) => bench.apply(plan)),
        (error) =>
          error instanceof RefusedError &&
          error.code === 'update-not-permitted' &&
          /update of column "fab_order"/.test(error.message),
      )
      equal(await bench.hasLedger(), false)
    })

    it('write by default, are refused before anything is written', async () => {
      const bench = await setUpWorkbench(engine)
      const plan = await bench.plan()
      await bench.target(
        "do $$ begin execute format('alter database %I set default_transaction_read_only to on', current_database()); end $$",
      )
      await rejects(bench.apply(plan), /default_transaction_read_only is on/)
      equal(await bench.hasLedger(), false)
    })

    it('create the ledger, are told the grant', async () => {
      const bench = await setUpWorkbench(engine)
      const plan = await bench.plan()
      await bench.target(
        "do $$ begin execute format('alter database %I owner to postgres', current_database()); execute format('revoke create on database %I from public', current_database()); end $$",
      )
      const before = await bench.jobs()
      await rejects(
        bench.apply(plan),
        (error) =>
          error instanceof RefusedError &&
          error.code === 'ledger-not-permitted' &&
          /grant create/.test(error.mend ?? ''),
      )
      deepEqual(await bench.jobs(), before)
      equal(await bench.hasLedger(), false)
    })
  },
  { where: ownsServer },
)

describeEngines(
  'protection',
  (engine) => {
    const locked = (url: string) => ({ live: { url, protection: 'locked' } })
    const otherNames = [
      ['the same address', (url: string) => url],
      ['another name of the host', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ] as const
    for (const [title, rename] of otherNames)
      it(`follows the database to an open environment: ${title}`, async () => {
        const bench = await setUpWorkbench(engine, {
          environments: locked('${env:LIVE}'),
          variables: ({ target }) => ({ LIVE: rename(target) }),
        })
        const plan = await bench.plan()
        await rejects(
          bench.apply(plan),
          (error) =>
            error instanceof RefusedError &&
            error.code === 'target-locked' &&
            /same database as "live"/.test(error.message),
        )
        equal(await bench.hasLedger(), false)
      })

    it('wants the name of a guarded target, and no other', async () => {
      const guarded = { sandbox: { url: '${env:T}', protection: 'guarded' } }
      const bench = await setUpWorkbench(engine, { environments: guarded })
      const plan = await bench.plan()
      for (const confirm of [undefined, 'Sandbox', 'origin', ''])
        await rejects(
          bench.apply(plan, confirm === undefined ? {} : { confirm }),
          (error) => error instanceof RefusedError && error.code === 'confirmation-needed',
        )
      equal(await bench.hasLedger(), false)
      expectCounts(await bench.apply(plan, { confirm: 'sandbox' }), 10, 0, 0)
    })
  },
  { where: manySessions },
)

describeEngines(
  'an undo that is interrupted',
  (engine) => {
    it('goes on with what is left, by a new plan too', async function () {
      this.timeout(60_000)
      const bench = await setUpWorkbench(engine, { rows: 7000 })
      const start = await bench.jobs()
      const { run } = await bench.apply(await bench.plan())
      await bench.target(SLOW_ROWS)
      const undo = await planUndo(bench.workspace, run.id, {})
      const abort = new AbortController()
      const undoing = applyPlanFile(bench.workspace, undo.path, { signal: abort.signal })
      const aborted = rejects(undoing, (error) => error instanceof AbortedError)
      for (let tries = 0; tries < 300; tries++) {
        const [row] = await bench.target(
          `select applied::text as n from drydock.runs where undoes = '${run.id}'`,
        )
        if (row !== undefined && row['n'] !== '0') break
        await sleep(20)
      }
      abort.abort()
      await aborted
      await bench.target('drop trigger slow on jobs')
      const rest = await planUndo(bench.workspace, run.id, {})
      ok(rest.plan.changes > 0 && rest.plan.changes < 7000)
      const result = await applyPlanFile(bench.workspace, rest.path, {})
      expectCounts(result, rest.plan.changes, 0, 0)
      deepEqual(await bench.jobs(), start)
      equal((await findRun(bench.workspace, run.id)).status, 'undone')
    })
  },
  { where: manySessions },
)
