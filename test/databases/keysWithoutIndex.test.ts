import assert from 'node:assert/strict'
import { describeEngines, type Engine } from '../helpers/engines'
import { setSail } from './coreSetUp'

const ROWS = 12_000
const MAPPING = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: ['job', 'part'],
  fields: ['stage', 'place'],
  missing: { inTarget: 'insert', inSource: 'delete', deleteLimit: 5000 },
}

/** Rows from one number on, three of four of which are told apart by nothing but their case. */
function rowsFrom(first: number, stage: string): string {
  const values = Array.from({ length: ROWS }, (_, index) => {
    const job = first + index
    return `('${job % 4 === 0 ? 'j' : 'J'}ob ${job >> 2}', ${job % 4}, '${stage} ${job}', ${job})`
  })
  return `insert into jobs values ${values.join(', ')}`
}

async function createJobs(engine: Engine, first: number, stage: string): Promise<string> {
  const { url } = await engine.createDatabase()
  await engine.query(
    url,
    'create table jobs (job varchar(40) not null, part int not null, stage varchar(30), place int)',
  )
  await engine.query(url, rowsFrom(first, stage))
  return url
}

describeEngines(
  'a target without an index on the key',
  (engine) => {
    it('is read a few times a batch, not once for each change', async () => {
      const production = await createJobs(engine, 1000, 'new')
      const sandbox = await createJobs(engine, 0, 'old')
      const jobs = () => engine.query(sandbox, 'select * from jobs order by place')
      const reads = async () => {
        const [row] = await engine.query(sandbox, `show global status like 'Handler_read_rnd_next'`)
        return Number(row?.['Value'])
      }
      const before = await jobs()
      const voyage = await setSail({ production, sandbox }, MAPPING)
      const plan = await voyage.plan()
      assert.equal(plan.changes.length, ROWS + 1000)
      // Those of the first batch that somebody else has changed by then are drifted, all of them.
      await engine.query(
        sandbox,
        `update jobs set stage = 'mine' where place between 3000 and 6999`,
      )
      const start = await reads()
      const run = await voyage.apply(plan.path)
      const count = (await reads()) - start
      assert.deepEqual(run.counts, { total: 13_000, applied: 9000, drifted: 4000, failed: 0 })
      assert.ok(count < 60 * 13_000, `${count} rows were read for 13,000 changes of ${ROWS} rows`)
      await voyage.undo(run.id)
      await engine.query(
        sandbox,
        `update jobs set stage = concat('old ', place) where stage = 'mine'`,
      )
      assert.deepEqual(await jobs(), before)
    })
  },
  { languages: ['mysql'] },
)
