/** A script is told by an error what became of a single row that could not be changed. */
import assert from 'node:assert/strict'
import { RowNotUpdatedError, updateFields } from '../../src/library'
import { releaseDatabases } from '../../src/core/index'
import { describeEngines } from '../helpers/engines'
import { createSite } from '../spine/site'

const JOBS = { environment: 'sandbox', table: 'jobs' }

describeEngines(
  'a row that a script may not change',
  (engine) => {
    after(() => releaseDatabases())

    it('stays as it was, and an error says why', async () => {
      const table = `create table jobs (job integer primary key, stage varchar(9), constraint known check (stage <> 'lost'));`
      const rows = `${table} insert into jobs values (1, 'cut')`
      const site = await createSite(engine, { tables: { source: rows, target: rows } })
      const update = () => updateFields(site.workspace, JOBS, { job: '1' }, { stage: 'lost' })
      await assert.rejects(update(), (error: unknown) => {
        assert.ok(error instanceof RowNotUpdatedError, String(error))
        assert.equal(error.code, 'row-refused')
        assert.match(error.message, /^1: stage cut → lost: .*known/)
        assert.equal(error.refusal?.constraint, 'known')
        assert.notEqual(error.runId, '')
        return true
      })
      assert.deepEqual(await site.jobs(), ['(1,cut)'])
    })
  },
  { languages: ['postgres', 'mysql'] },
)
