/** What changed between the plan and its apply, or between a run and its undo, is noticed and left alone. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import {
  applyPlanFile,
  findRun,
  planUndo,
  readOutcomes,
  RefusedError,
  releaseDatabases,
} from '../../src/core/index'
import { describeEngines } from '../helpers/engines'
import { expectCounts, setUpWorkbench } from './workbench'

const refusedAs = (code: string, what: RegExp) => (error: unknown) =>
  error instanceof RefusedError && error.code === code && what.test(error.message)

describeEngines('rows that moved on', (engine) => {
  after(() => releaseDatabases())

  it('are left alone and reported with what was found', async () => {
    const bench = await setUpWorkbench(engine)
    const plan = await bench.plan()
    await bench.target(
      `update jobs set fab_order = 777 where job = 2;
delete from jobs where job = 3;
update jobs set stage = 'Weld' where job = 4;
update jobs set fab_order = 5.00 where job = 5`,
    )
    const result = await bench.apply(plan)
    expectCounts(result, 8, 2, 0)
    const drifted = await readOutcomes(bench.workspace, result.run, {
      offset: 0,
      limit: 10,
      outcome: 'drifted',
    })
    deepEqual(
      drifted.map(({ key, actual }) => [key['job'], actual]),
      [
        ['2', { fab_order: '777.0' }],
        ['3', null],
      ],
    )
    const rows = (await bench.jobs()).map(({ row }) => row)
    ok(rows.includes('(2,A,777.0,Cut)'), 'the edit of somebody else stays')
    ok(rows.includes('(4,A,4.5,Weld)'), 'another column of the row is another matter')
    ok(rows.includes('(5,A,5.5,Cut)'), 'the same value in another spelling is no edit')
  })

  it('are left alone by undo, too', async () => {
    const bench = await setUpWorkbench(engine)
    const { run } = await bench.apply(await bench.plan())
    await bench.target('update jobs set fab_order = 777 where job = 2')
    const undo = await planUndo(bench.workspace, run.id, {})
    const undone = await applyPlanFile(bench.workspace, undo.path, {})
    expectCounts(undone, 9, 1, 0)
    const rows = (await bench.jobs()).map(({ row }) => row)
    ok(rows.includes('(1,A,1.0,Cut)'))
    ok(rows.includes('(2,A,777.0,Cut)'))
    equal((await findRun(bench.workspace, run.id)).status, 'undone')
    await rejects(
      planUndo(bench.workspace, run.id, {}),
      refusedAs('already-undone', new RegExp(undone.run.id)),
    )
  })

  it('are not changed when their key has become ambiguous', async () => {
    const bench = await setUpWorkbench(engine)
    await bench.target('alter table jobs drop constraint jobs_pkey')
    const plan = await bench.plan()
    await bench.target("insert into jobs values (2, 'A', 2, 'Twin'), (3, 'A', 99, 'Twin')")
    const before = await bench.target(
      'select jobs::text as row from jobs where job in (2, 3) order by 1',
    )
    const result = await bench.apply(plan)
    expectCounts(result, 8, 0, 2)
    deepEqual(
      await bench.target('select jobs::text as row from jobs where job in (2, 3) order by 1'),
      before,
    )
  })
})

describeEngines('a plan for something else', (engine) => {
  after(() => releaseDatabases())

  const structures = [
    [
      'a column of another type',
      'alter table jobs alter column fab_order type numeric(12, 3)',
      /"fab_order" was numeric\(10,1\) and is numeric\(12,3\)/,
    ],
    ['a new column', 'alter table jobs add column extra text', /column "extra" is new/],
    ['a column that is gone', 'alter table jobs drop column stage', /column "stage" is gone/],
    [
      'a key that is gone',
      'alter table jobs drop constraint jobs_pkey',
      /unique keys have changed/,
    ],
    ['a table that is gone', 'drop table jobs', /table "public.jobs" no longer exists/],
    [
      'a new trigger',
      "create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before update on jobs for each row execute function f()",
      /triggers have changed/,
    ],
  ] as const
  for (const [title, sql, message] of structures)
    it(`is refused: ${title}`, async () => {
      const bench = await setUpWorkbench(engine)
      const plan = await bench.plan()
      await bench.target(sql)
      await rejects(bench.apply(plan), refusedAs('plan-structure-changed', message))
      equal(await bench.hasLedger(), false, 'nothing was written')
    })

  it('is refused: the source’s structure', async () => {
    const bench = await setUpWorkbench(engine)
    const plan = await bench.plan()
    await bench.source('alter table jobs add column extra text')
    await rejects(bench.apply(plan), refusedAs('plan-structure-changed', /"origin" has changed/))
    equal(await bench.hasLedger(), false)
  })

  it('is refused by undo, naming the column', async () => {
    const bench = await setUpWorkbench(engine)
    const { run } = await bench.apply(await bench.plan())
    await bench.target('alter table jobs alter column fab_order type text')
    await rejects(
      planUndo(bench.workspace, run.id, {}),
      refusedAs(
        'undo-structure-changed',
        /"fab_order" of "public.jobs" was numeric\(10,1\) and is text/,
      ),
    )
  })
})
