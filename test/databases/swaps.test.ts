import assert from 'node:assert/strict'
import { describeEngines, type Engine } from '../helpers/engines'
import { setSailWithJobs, type JobsVoyage } from './coreSetUp'

const MAPPING = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: ['job'],
  fields: ['code', 'place', 'slot'],
}

/** In the target, three unique keys whose columns can be parked in different ways. */
const TABLE = `create table jobs (
  job int primary key, code varchar(30) not null, place int not null, slot varchar(10))`

function setUp(engine: Engine, source: string, target: string): Promise<JobsVoyage> {
  const options = { table: TABLE, unique: ['code', 'place', 'slot'], mapping: MAPPING }
  return setSailWithJobs(engine, options, { source, target })
}

describeEngines(
  'values that change places under a unique key',
  (engine) => {
    it('are swapped, turned in a circle and moved up, and taken back', async () => {
      const { voyage, rows } = await setUp(
        engine,
        `(1, 'b', 20, 'y'), (2, 'a', 10, 'x'), (3, 'd', 40, 'q'), (4, 'e', 50, 'z'), (5, 'c', 30, 'p'), (6, 'g', 60, null)`,
        `(1, 'a', 10, 'x'), (2, 'b', 20, 'y'), (3, 'c', 30, 'p'), (4, 'd', 40, 'q'), (5, 'e', 50, 'z'), (6, 'f', 60, null)`,
      )
      const before = await rows()
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 6, applied: 6, drifted: 0, failed: 0 })
      assert.deepEqual(await rows(), [
        '1 b 20 y',
        '2 a 10 x',
        '3 d 40 q',
        '4 e 50 z',
        '5 c 30 p',
        '6 g 60 ',
      ])
      assert.deepEqual((await voyage.plan()).changes, [])
      const undo = await voyage.undo(run.id)
      assert.deepEqual([undo.counts.applied, undo.counts.failed], [6, 0])
      assert.deepEqual(await rows(), before)
    })

    it('change places beside a row that is refused under the same key', async () => {
      const { voyage, rows } = await setUp(
        engine,
        `(1, 'b', 20, 'y'), (2, 'a', 10, 'x'), (3, 'taken', 30, 'p'), (4, 'e', 50, 'z'), (5, 'd', 40, 'q')`,
        `(1, 'a', 10, 'x'), (2, 'b', 20, 'y'), (3, 'c', 30, 'p'), (4, 'd', 40, 'q'), (5, 'e', 50, 'z'), (9, 'taken', 90, 'r')`,
      )
      const before = await rows()
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 5, applied: 4, drifted: 0, failed: 1 })
      assert.deepEqual(await rows(), [
        ...['1 b 20 y', '2 a 10 x', '3 c 30 p', '4 e 50 z', '5 d 40 q'],
        '9 taken 90 r',
      ])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('are refused from the end where one row cannot move out of the way', async () => {
      // 1 wants the place of 2, 2 that of 3, and 3 one that is taken: none of them can have it.
      const { voyage, rows } = await setUp(
        engine,
        `(1, 'b', 10, 'x'), (2, 'c', 20, 'y'), (3, 'taken', 30, 'p'), (4, 'f', 40, 'q')`,
        `(1, 'a', 10, 'x'), (2, 'b', 20, 'y'), (3, 'c', 30, 'p'), (4, 'd', 40, 'q'), (9, 'taken', 90, 'r')`,
      )
      const before = await rows()
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 4, applied: 1, drifted: 0, failed: 3 })
      assert.deepEqual(
        await rows(),
        before.map((row) => (row.startsWith('4 ') ? '4 f 40 q' : row)),
      )
    })

    it('go to one of several rows that want the same', async () => {
      const { voyage, rows } = await setUp(
        engine,
        `(1, 'n', 10, 'x'), (2, 'n', 20, 'y'), (3, 'a', 30, 'p')`,
        `(1, 'a', 10, 'x'), (2, 'b', 20, 'y'), (3, 'c', 30, 'p')`,
      )
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual([run.counts.applied, run.counts.failed], [2, 1])
      assert.deepEqual(await rows(), ['1 n 10 x', '2 b 20 y', '3 a 30 p'])
    })

    it('are refused where somebody outside the plan has one of them', async () => {
      const { voyage, rows } = await setUp(
        engine,
        `(1, 'b', 20, 'y'), (3, 'taken', 30, 'p')`,
        `(1, 'a', 10, 'x'), (3, 'c', 30, 'p'), (9, 'taken', 90, 'r')`,
      )
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 2, applied: 1, drifted: 0, failed: 1 })
      assert.deepEqual(await rows(), ['1 b 20 y', '3 c 30 p', '9 taken 90 r'])
    })
  },
  { languages: ['postgres', 'mysql'] },
)

describeEngines(
  'values that change places under a unique key that refers to another table',
  (engine) => {
    for (const deferrable of ['initially immediate', 'initially deferred'])
      it(`may refer to nothing for a moment, where that is checked ${deferrable}`, async () => {
        const { sandbox, voyage, rows } = await setUp(
          engine,
          `(1, 'b', 10, 'x'), (2, 'a', 20, 'y'), (3, 'n', 30, 'p')`,
          `(1, 'a', 10, 'x'), (2, 'b', 20, 'y'), (3, 'c', 30, 'p')`,
        )
        await engine.query(
          sandbox,
          `create table codes (code varchar(30) primary key); insert into codes values ('a'), ('b'), ('c');
alter table jobs add foreign key (code) references codes (code) deferrable ${deferrable}`,
        )
        const run = await voyage.apply((await voyage.plan()).path)
        assert.deepEqual(run.counts, { total: 3, applied: 2, drifted: 0, failed: 1 })
        assert.deepEqual(await rows(), ['1 b 10 x', '2 a 20 y', '3 c 30 p'])
      })
  },
)

describeEngines(
  'values that change places under a unique key and refer to another table at all times',
  (engine) => {
    async function refer(sandbox: string, column: string, values: string): Promise<void> {
      await engine.query(
        sandbox,
        `create table codes (code varchar(30) primary key); insert into codes values ${values};
alter table jobs add foreign key (${column}) references codes (code)`,
      )
    }

    it('may be null for a moment', async () => {
      const { sandbox, voyage, rows } = await setUp(
        engine,
        `(1, 'a', 10, 'y'), (2, 'b', 20, 'x'), (3, 'c', 30, 'n')`,
        `(1, 'a', 10, 'x'), (2, 'b', 20, 'y'), (3, 'c', 30, 'p')`,
      )
      await refer(sandbox, 'slot', `('x'), ('y'), ('p')`)
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 3, applied: 2, drifted: 0, failed: 1 })
      assert.deepEqual(await rows(), ['1 a 10 y', '2 b 20 x', '3 c 30 p'])
    })

    it('are refused together where they may not', async () => {
      const { sandbox, voyage, rows } = await setUp(
        engine,
        `(1, 'b', 10, 'x'), (2, 'a', 20, 'y'), (3, 'd', 30, 'p')`,
        `(1, 'a', 10, 'x'), (2, 'b', 20, 'y'), (3, 'c', 30, 'p')`,
      )
      await refer(sandbox, 'code', `('a'), ('b'), ('c'), ('d')`)
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 3, applied: 1, drifted: 0, failed: 2 })
      assert.deepEqual(await rows(), ['1 a 10 x', '2 b 20 y', '3 d 30 p'])
    })
  },
  { languages: ['postgres', 'mysql'] },
)
