import assert from 'node:assert/strict'
import { onQuery } from '../../src/core/index'
import { describeEngines, languageOf, type Engine } from '../helpers/engines'
import { setSailWithJobs, type JobsVoyage } from './coreSetUp'

const MAPPING = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: ['job'],
  fields: ['code', 'parent'],
  missing: { inTarget: 'insert', inSource: 'delete', deleteLimit: 10_000 },
}

const TABLE = `create table jobs (
  job int primary key, code varchar(30) not null, parent int references jobs (job))`

function setUp(engine: Engine, source: string, target: string): Promise<JobsVoyage> {
  const options = { table: TABLE, unique: ['code'], mapping: MAPPING }
  return setSailWithJobs(engine, options, { source, target })
}

/** Rows of 4,000 of which each side lacks every fourth, and which differ in half of the others. */
function mixedRows(lacking: number, name: string): string {
  const jobs = Array.from({ length: 4000 }, (_, job) => job).filter((job) => job % 4 !== lacking)
  return jobs.map((job) => `(${job}, '${job % 4 === 2 ? name : 'same'} ${job}', null)`).join(', ')
}

async function countCommits(work: () => Promise<unknown>): Promise<number> {
  let commits = 0
  const stop = onQuery(({ sql }) => {
    if (sql === 'commit') commits++
  })
  try {
    await work()
    return commits
  } finally {
    stop()
  }
}

describeEngines(
  'inserts, updates and deletes that take turns in a plan',
  (engine) => {
    it('are written together by kind, and taken back so', async () => {
      const { voyage, rows } = await setUp(engine, mixedRows(0, 'new'), mixedRows(1, 'old'))
      const before = await rows()
      const { path, changes } = await voyage.plan()
      const ops = changes.slice(0, 6).map(({ op }) => op)
      assert.deepEqual(ops, ['delete', 'insert', 'update', 'delete', 'insert', 'update'])
      let runId = ''
      const commits = await countCommits(async () => {
        const run = await voyage.apply(path)
        assert.deepEqual(run.counts, { total: 3000, applied: 3000, drifted: 0, failed: 0 })
        runId = run.id
      })
      assert.ok(commits < 30, `${commits} commits`)
      assert.deepEqual((await voyage.plan()).changes, [])
      await voyage.undo(runId)
      assert.deepEqual(await rows(), before)
    })

    it('pass values and parents on among each other, whatever their order', async () => {
      const { voyage, rows } = await setUp(
        engine,
        `(9, 'top', null), (1, 'a', 9), (2, 'x', null), (3, 'b', 2), (5, 'gone', null), (6, 'z', null)`,
        `(1, 'a', null), (2, 'b', null), (4, 'gone', 2), (6, 'x', null)`,
      )
      const before = await rows()
      const run = await voyage.apply((await voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 7, applied: 7, drifted: 0, failed: 0 })
      const after = ['1 a 9', '2 x ', '3 b 2', '5 gone ', '6 z ', '9 top ']
      assert.deepEqual(await rows(), after)
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })

    it('are refused one by one where they must be', async () => {
      const { sandbox, voyage, rows } = await setUp(
        engine,
        `(2, 'b', null), (3, 'mine', null), (7, 'seven', null)`,
        `(1, 'needed', null), (2, 'a', null), (4, 'child', 1)`,
      )
      const { path } = await voyage.plan()
      await engine.query(sandbox, `insert into jobs values (8, 'mine', 1)`)
      const run = await voyage.apply(path)
      assert.deepEqual(run.counts, { total: 5, applied: 3, drifted: 0, failed: 2 })
      assert.deepEqual(await rows(), ['1 needed ', '2 b ', '7 seven ', '8 mine 1'])
    })

    it('are all in the journal where some are refused after others, and together, too', async () => {
      const { sandbox, voyage } = await setUp(
        engine,
        `(2, 'b', null), (3, 'a', 3), (7, 'seven', null)`,
        `(1, 'needed', null), (2, 'a', null), (3, 'b', null), (4, 'child', 1)`,
      )
      const { path } = await voyage.plan()
      // Two swap their codes, which one of them could have if it were not for its parent.
      await engine.query(sandbox, `insert into jobs values (8, 'other', 1)`)
      await engine.query(sandbox, 'create table parents (job int primary key)')
      await engine.query(sandbox, 'insert into parents values (1)')
      await engine.query(
        sandbox,
        'alter table jobs add constraint known foreign key (parent) references parents (job)',
      )
      const run = await voyage.apply(path)
      assert.deepEqual(run.counts, { total: 5, applied: 2, drifted: 0, failed: 3 })
      const { rowChanges, key } =
        languageOf(engine) === 'postgres'
          ? { rowChanges: 'drydock.row_changes', key: 'key' }
          : { rowChanges: 'drydock_row_changes', key: '`key`' }
      const journal = await engine.query(
        sandbox,
        `select ${key} as job, outcome from ${rowChanges} order by ordinal`,
      )
      assert.deepEqual(
        journal.map(({ job, outcome }) => `${job} ${outcome}`),
        [
          '{"job":"1"} failed',
          '{"job":"2"} failed',
          '{"job":"3"} failed',
          '{"job":"4"} applied',
          '{"job":"7"} applied',
        ],
      )
    })
  },
  { languages: ['postgres', 'mysql'] },
)
