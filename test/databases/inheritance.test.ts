import assert from 'node:assert/strict'
import { DefinitionError, RefusedError } from '../../src/core/util/errors'
import { describeEngines, manySessions } from '../helpers/engines'
import { setSail } from './coreSetUp'

const SOURCE = 'create table jobs (id int not null, stage varchar(20), mail varchar(20))'
/** The parent's primary key is about its own rows alone. */
const TARGET = `create table jobs (id int primary key, stage varchar(20), mail varchar(20));
create table rush_jobs (rush text) inherits (jobs)`

const STRATEGIES = ['merge', 'partition', 'hash', 'probe'] as const

describeEngines(
  'a target that another table inherits from',
  (engine) => {
    interface Rows {
      readonly source: string
      readonly parent: string
      readonly child?: string
    }

    async function given({ source, parent, child }: Rows, mapping: object = {}) {
      const [production, sandbox] = [await engine.createDatabase(), await engine.createDatabase()]
      await engine.query(production.url, `${SOURCE}; insert into jobs values ${source}`)
      await engine.query(sandbox.url, `${TARGET}; insert into jobs values ${parent}`)
      const sql = (text: string) => engine.query(sandbox.url, text)
      if (child !== undefined) await sql(`insert into rush_jobs values ${child}`)
      const voyage = await setSail(
        { production: production.url, sandbox: sandbox.url },
        {
          source: { environment: 'production', table: 'jobs' },
          target: { environment: 'sandbox', table: 'jobs' },
          key: 'id',
          fields: ['stage'],
          ...mapping,
        },
      )
      /** Those of the parent alone, then those of the child. */
      const rows = async () => {
        const found = await sql(`select 'jobs ' || t::text as row from only jobs t
union all select 'rush_jobs ' || t::text from rush_jobs t order by row`)
        return found.map(({ row }) => row)
      }
      const failures = async () => {
        const found = await sql(
          `select key ->> 'id' as id, error ->> 'code' as code from drydock.row_changes
where outcome = 'failed' order by run_id, id`,
        )
        return found.map(({ id, code }) => `${id}: ${code}`)
      }
      return { voyage, sql, rows, failures }
    }

    it('has a key of parent and child reported by every strategy, and both rows left alone', async () => {
      const { voyage, rows } = await given({
        source: `(1, 'new', 'a'), (2, 'new', 'b'), (3, 'new', 'c')`,
        parent: `(1, 'old', 'a'), (2, 'old', 'b')`,
        child: `(1, 'old', 'a', 'x'), (3, 'old', 'c', 'y')`,
      })
      const before = await rows()
      for (const strategy of STRATEGIES) {
        const { changes, findings } = await voyage.plan(strategy)
        assert.deepEqual(
          changes.map(({ key }) => key['id']),
          ['2', '3'],
        )
        assert.deepEqual(findings, [
          { kind: 'duplicateKey', side: 'target', key: { id: '1' }, rows: 2 },
        ])
      }
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(await rows(), [
        'jobs (1,old,a)',
        'jobs (2,new,b)',
        'rush_jobs (1,old,a,x)',
        'rush_jobs (3,new,c,y)',
      ])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('has such a key reported by every strategy, also where the source has the same two rows', async () => {
      const { voyage } = await given({
        source: `(1, 'same', 'a'), (1, 'same', 'a'), (2, 'same', 'b')`,
        parent: `(1, 'same', 'a'), (2, 'same', 'b')`,
        child: `(1, 'same', 'a', 'x')`,
      })
      for (const strategy of STRATEGIES) {
        const { changes, findings } = await voyage.plan(strategy)
        assert.deepEqual(
          { strategy, changes, findings },
          {
            strategy,
            changes: [],
            findings: [
              { kind: 'duplicateKey', side: 'source', key: { id: '1' }, rows: 2 },
              { kind: 'duplicateKey', side: 'target', key: { id: '1' }, rows: 2 },
            ],
          },
        )
      }
    })

    it('has neither row changed where a child gets the key after the plan', async () => {
      const { voyage, sql, rows, failures } = await given({
        source: `(1, 'new', 'a'), (2, 'new', 'b')`,
        parent: `(1, 'old', 'a'), (2, 'old', 'b')`,
      })
      const planned = await voyage.plan()
      await sql(`insert into rush_jobs values (1, 'old', 'a', 'x')`)
      const before = await rows()
      const run = await voyage.apply(planned.path)
      assert.deepEqual(run.counts, { total: 2, applied: 1, drifted: 0, failed: 1 })
      assert.deepEqual(await rows(), ['jobs (1,old,a)', 'jobs (2,new,b)', 'rush_jobs (1,old,a,x)'])
      assert.deepEqual(await failures(), ['1: duplicate-key'])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('has no row of a child changed in place of its own, which somebody has changed', async () => {
      const { voyage, sql, rows } = await given({
        source: `(1, 'new', 'a')`,
        parent: `(1, 'old', 'a')`,
      })
      const planned = await voyage.plan()
      await sql(`insert into rush_jobs values (1, 'old', 'a', 'x');
update only jobs set stage = 'theirs'`)
      const run = await voyage.apply(planned.path)
      assert.deepEqual(await rows(), ['jobs (1,theirs,a)', 'rush_jobs (1,old,a,x)'])
      assert.equal(run.counts.applied, 0)
    })

    it('has no row of a child taken back in place of its own, which somebody has changed', async () => {
      const { voyage, sql, rows } = await given({
        source: `(1, 'new', 'a')`,
        parent: `(1, 'old', 'a')`,
      })
      const run = await voyage.apply((await voyage.plan()).path)
      await sql(`insert into rush_jobs values (1, 'new', 'a', 'x');
update only jobs set stage = 'theirs'`)
      const undone = await voyage.undo(run.id)
      assert.deepEqual(await rows(), ['jobs (1,theirs,a)', 'rush_jobs (1,new,a,x)'])
      assert.equal(undone.counts.applied, 0)
    })

    it('gets no row whose key a child has by then', async () => {
      const { voyage, sql, rows } = await given(
        { source: `(1, 'new', 'a'), (2, 'new', 'b')`, parent: `(3, 'old', 'c')` },
        { missing: { inTarget: 'insert' } },
      )
      const planned = await voyage.plan()
      await sql(`insert into rush_jobs values (1, 'theirs', 'a', 'x')`)
      const before = await rows()
      const run = await voyage.apply(planned.path)
      assert.deepEqual(run.counts, { total: 2, applied: 1, drifted: 1, failed: 0 })
      assert.deepEqual(await rows(), [
        'jobs (2,new,)',
        'jobs (3,old,c)',
        'rush_jobs (1,theirs,a,x)',
      ])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('loses no row whose key a child has by then', async () => {
      const { voyage, sql, rows } = await given(
        { source: `(1, 'same', 'a')`, parent: `(1, 'same', 'a'), (2, 'old', 'b')` },
        { missing: { inSource: 'delete' } },
      )
      const planned = await orRefused(voyage.plan())
      if (planned === undefined) return
      await sql(`insert into rush_jobs values (2, 'old', 'b', 'x')`)
      const before = await rows()
      const run = await voyage.apply(planned.path)
      assert.equal(run.counts.applied, 0)
      assert.deepEqual(await rows(), before)
    })

    it('has rows of matchers that share their key brought back by undo, if they are changed', async () => {
      const { voyage, rows } = await given(
        {
          source: `(1, 'new', 'a'), (2, 'new', 'b')`,
          parent: `(1, 'old', 'a')`,
          child: `(1, 'older', 'b', 'x')`,
        },
        { key: undefined, match: [{ name: 'mail', on: 'mail' }] },
      )
      const before = await rows()
      const planned = await orRefused(voyage.plan())
      if (planned === undefined) return
      const run = await voyage.apply(planned.path)
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('has the rows of a child brought back whole by undo, if they are deleted', async () => {
      const { voyage, rows } = await given(
        { source: `(1, 'same', 'a')`, parent: `(1, 'same', 'a')`, child: `(2, 'old', 'b', 'x')` },
        { missing: { inSource: 'delete' } },
      )
      const before = await rows()
      const planned = await orRefused(voyage.plan())
      if (planned === undefined) return
      const run = await voyage.apply(planned.path)
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })
  },
  { where: manySessions },
)

/** What cannot be taken back may be refused. */
async function orRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    assert.ok(error instanceof DefinitionError || error instanceof RefusedError, String(error))
    return undefined
  }
}
