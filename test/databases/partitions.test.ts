import assert from 'node:assert/strict'
import { describeEngines, manySessions } from '../helpers/engines'
import { setSail } from './coreSetUp'

const SOURCE = 'create table jobs (id int primary key, stage varchar(20), place int)'
const TARGET = `create table jobs (id int, stage varchar(20), place int, primary key (id, place)) partition by range (place);
create table low partition of jobs for values from (0) to (100);
create table high partition of jobs for values from (100) to (1000)`

const STRATEGIES = ['merge', 'partition', 'hash', 'probe'] as const

describeEngines(
  'a partitioned target',
  (engine) => {
    async function given(source: string, target: string, mapping: object) {
      const [production, sandbox] = [await engine.createDatabase(), await engine.createDatabase()]
      await engine.query(production.url, `${SOURCE}; insert into jobs ${source}`)
      await engine.query(sandbox.url, `${TARGET}; insert into jobs ${target}`)
      const voyage = await setSail(
        { production: production.url, sandbox: sandbox.url },
        {
          source: { environment: 'production', table: 'jobs' },
          target: { environment: 'sandbox', table: 'jobs' },
          key: 'id',
          fields: ['stage', 'place'],
          ...mapping,
        },
      )
      const sql = (text: string) => engine.query(sandbox.url, text)
      /** `low (1,old,5)`. */
      const rows = async () => {
        const found = await sql(
          `select tableoid::regclass || ' ' || jobs::text as row from jobs order by id, place`,
        )
        return found.map(({ row }) => row)
      }
      const failures = async () => {
        const found = await sql(
          `select key ->> 'id' as id, error ->> 'message' as message from drydock.row_changes
where outcome = 'failed' order by id`,
        )
        return found.map(({ id, message }) => `${id}: ${message?.replace(/:.*/, '')}`)
      }
      return { voyage, sql, rows, failures }
    }

    it('has its rows moved to the partitions of their values and back again', async () => {
      const { voyage, rows, failures } = await given(
        `values (1, 'new', 500), (2, 'new', 5), (3, 'new', 7), (4, 'new', 5000)`,
        `values (1, 'old', 5), (2, 'old', 500), (3, 'old', 6), (4, 'old', 4)`,
        {},
      )
      const before = await rows()
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 4, applied: 3, drifted: 0, failed: 1 })
      assert.deepEqual(await rows(), [
        'high (1,new,500)',
        'low (2,new,5)',
        'low (3,new,7)',
        'low (4,old,4)',
      ])
      assert.deepEqual(await failures(), ['4: no partition of relation "jobs" found for row'])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('tells of each row for which there is no partition, among many that move', async () => {
      const { voyage, rows, failures } = await given(
        `select g, 'new', case when g % 1000 = 7 then 5000 else 200 end from generate_series(1, 3000) g`,
        `select g, 'old', 20 from generate_series(1, 3000) g`,
        {},
      )
      const before = await rows()
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 3000, applied: 2997, drifted: 0, failed: 3 })
      const message = 'no partition of relation "jobs" found for row'
      assert.deepEqual(await failures(), [`1007: ${message}`, `2007: ${message}`, `7: ${message}`])
      const after = await rows()
      assert.deepEqual(
        after.filter((row) => row?.startsWith('high') !== true),
        ['low (7,old,20)', 'low (1007,old,20)', 'low (2007,old,20)'],
      )
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('has a key of two partitions reported by every strategy, and both rows left alone', async () => {
      const { voyage, rows } = await given(
        `values (1, 'new', 5), (2, 'new', 6)`,
        `values (1, 'old', 5), (1, 'old', 500), (2, 'old', 6)`,
        {},
      )
      const before = await rows()
      for (const strategy of STRATEGIES) {
        const { changes, findings } = await voyage.plan(strategy)
        assert.deepEqual(
          changes.map(({ key }) => key),
          [{ id: '2' }],
        )
        assert.deepEqual(findings, [
          { kind: 'duplicateKey', side: 'target', key: { id: '1' }, rows: 2 },
        ])
      }
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(await rows(), ['low (1,old,5)', 'high (1,old,500)', 'low (2,new,6)'])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('has no row changed or deleted whose key came into a second partition since the plan', async () => {
      const { voyage, sql, rows, failures } = await given(
        `values (1, 'new', 5), (2, 'new', 6)`,
        `values (1, 'old', 5), (2, 'old', 6), (3, 'old', 7)`,
        { fields: ['stage'], missing: { inSource: 'delete' } },
      )
      const planned = await voyage.plan()
      await sql(`insert into jobs values (1, 'old', 500), (3, 'old', 700)`)
      const run = await voyage.apply(planned.path)
      assert.deepEqual(run.counts, { total: 3, applied: 1, drifted: 0, failed: 2 })
      const message = 'the key is in more than one row of the target'
      assert.deepEqual(await failures(), [`1: ${message}`, `3: ${message}`])
      const after = ['low (1,old,5)', 'high (1,old,500)', 'low (2,new,6)', 'low (3,old,7)']
      assert.deepEqual(await rows(), [...after, 'high (3,old,700)'])
      await sql(`insert into jobs values (2, 'new', 600); delete from jobs where id = 3`)
      const undone = await voyage.undo(run.id)
      assert.deepEqual(undone.counts, { total: 1, applied: 0, drifted: 0, failed: 1 })
      assert.deepEqual(await rows(), [...after.slice(0, 3), 'high (2,new,600)'])
    })

    it('has its rows found where somebody has moved them meanwhile', async () => {
      const { voyage, sql, rows } = await given(
        `values (1, 'new', 5), (2, 'new', 7)`,
        `values (1, 'old', 5), (2, 'old', 6)`,
        {},
      )
      const planned = await voyage.plan()
      await sql(`update jobs set place = place + 500`)
      const run = await voyage.apply(planned.path)
      assert.deepEqual(run.counts, { total: 2, applied: 1, drifted: 1, failed: 0 })
      assert.deepEqual(await rows(), ['high (1,new,505)', 'high (2,old,506)'])
      await sql(`update jobs set place = place - 500`)
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), ['low (1,old,5)', 'low (2,old,6)'])
    })

    it('has the rows of one partition alone changed where that is the target', async () => {
      const { voyage, rows, failures } = await given(
        `values (1, 'new', 50), (2, 'new', 500), (3, 'new', 7), (6, 'new', 600), (7, 'new', 70)`,
        `values (1, 'old', 5), (2, 'old', 6), (3, 'old', 700), (8, 'old', 8), (9, 'old', 900)`,
        {
          target: { environment: 'sandbox', table: 'low' },
          missing: { inTarget: 'insert', inSource: 'delete' },
        },
      )
      const before = await rows()
      const planned = await voyage.plan()
      assert.deepEqual(
        planned.changes.map(({ op, key }) => `${op} ${key['id']}`),
        ['update 1', 'update 2', 'insert 3', 'insert 6', 'insert 7', 'delete 8'],
      )
      const run = await voyage.apply(planned.path)
      assert.deepEqual(run.counts, { total: 6, applied: 4, drifted: 0, failed: 2 })
      assert.deepEqual(await rows(), [
        'low (1,new,50)',
        'low (2,old,6)',
        'low (3,new,7)',
        'high (3,old,700)',
        'low (7,new,70)',
        'high (9,old,900)',
      ])
      const message = 'new row for relation "low" violates partition constraint'
      assert.deepEqual(await failures(), [`2: ${message}`, `6: ${message}`])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('has rows of matchers go by the key that all partitions share', async () => {
      const { voyage, rows } = await given(
        `values (1, 'new', 5), (2, 'newer', 500)`,
        `values (7, 'old', 5), (7, 'old', 500)`,
        { key: undefined, match: [{ name: 'place', on: 'place' }], fields: ['stage'] },
      )
      const before = await rows()
      const planned = await voyage.plan()
      assert.deepEqual(
        planned.changes.map(({ key }) => key),
        [
          { id: '7', place: '5' },
          { id: '7', place: '500' },
        ],
      )
      const run = await voyage.apply(planned.path)
      assert.deepEqual(await rows(), ['low (7,new,5)', 'high (7,newer,500)'])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })
  },
  { where: manySessions },
)
