import assert from 'node:assert/strict'
import { describeEngines, type Engine } from '../helpers/engines'
import { setSail, type Planned } from './coreSetUp'

const MAPPING = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: ['job'],
}
const HAZARD =
  /^the database sets "touched" of ".*jobs" when a row is updated, and again when that is undone$/

async function createJobs(engine: Engine, stage: string): Promise<string> {
  const { url } = await engine.createDatabase()
  await engine.query(
    url,
    `create table jobs (job int primary key, stage varchar(20),
      touched timestamp(6) not null default '2020-01-01 00:00:00' on update current_timestamp(6))`,
  )
  await engine.query(
    url,
    `insert into jobs values (1, '${stage}', '2020-01-01'), (2, 'same', '2020-01-01')`,
  )
  return url
}

function messages({ plan }: Planned): readonly string[] {
  return plan.hazards.filter(({ code }) => code === 'set-on-update').map(({ message }) => message)
}

describeEngines(
  'a column that the database sets when a row is updated',
  (engine) => {
    it('is a hazard where the mapping does not carry it, and only of rows that change', async () => {
      const production = await createJobs(engine, 'new')
      const sandbox = await createJobs(engine, 'old')
      const rows = () =>
        engine.query(
          sandbox,
          'select job, stage, year(touched) > 2020 as is_new from jobs order by job',
        )
      const voyage = await setSail({ production, sandbox }, { ...MAPPING, fields: ['stage'] })
      const plan = await voyage.plan()
      const [message = '', ...others] = messages(plan)
      assert.match(message, HAZARD)
      assert.deepEqual(others, [])
      const run = await voyage.apply(plan.path)
      assert.deepEqual(await rows(), [
        { job: '1', stage: 'new', is_new: '1' },
        { job: '2', stage: 'same', is_new: '0' },
      ])
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), [
        { job: '1', stage: 'old', is_new: '1' },
        { job: '2', stage: 'same', is_new: '0' },
      ])
    })

    it('is carried and brought back where it is a field of the mapping', async () => {
      const production = await createJobs(engine, 'new')
      const sandbox = await createJobs(engine, 'old')
      await engine.query(
        production,
        `update jobs set touched = '2024-05-06 07:08:09.5' where job = 2`,
      )
      const rows = () => engine.query(sandbox, 'select * from jobs order by job')
      const before = await rows()
      const voyage = await setSail(
        { production, sandbox },
        { ...MAPPING, fields: ['stage', 'touched'] },
      )
      const plan = await voyage.plan()
      assert.deepEqual(messages(plan), [])
      assert.equal(plan.changes.length, 2)
      const run = await voyage.apply(plan.path)
      assert.deepEqual(
        await rows(),
        await engine.query(production, 'select * from jobs order by job'),
      )
      await voyage.undo(run.id)
      assert.deepEqual(await rows(), before)
    })
  },
  { languages: ['mysql'] },
)
