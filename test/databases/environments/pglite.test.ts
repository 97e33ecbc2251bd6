import assert from 'node:assert/strict'
import { describeEngines, manySessions } from '../../helpers/engines'
import { createSite, type Site } from './site'

const JOBS = `
create table jobs (job serial primary key, stage text not null);
insert into jobs (stage) values ('Cut'), ('Fit'), ('Weld');
create view open_jobs as select job, stage from jobs where stage <> 'Done'`

describeEngines(
  'an environment of embedded databases',
  (engine) => {
    let site: Site
    const run = async (...args: string[]) => {
      const result = await site.cli('environment', ...args)
      assert.equal(result.code, 0, result.stderr + result.stdout)
      return result.stdout
    }
    const rows = (name: string) =>
      site.query(site.base(name), 'select * from open_jobs order by job')

    before(async () => {
      site = await createSite(engine, { sql: () => JOBS })
      await run('init', '--yes')
    })
    after(() => site.close())

    it('is made by a copy of its folder, equal to its source', async () => {
      assert.match(await run('create', 'x', '--with-data', '--yes'), /by folder; equal to/)
      assert.deepEqual(await rows('data_test-x'), await rows('data'))
      assert.match(await run('compare', 'prod', 'test-x'), /✓ No difference/)
    })

    it('can be without rows', async () => {
      await run('create', 'empty', '--schema-only', '--yes')
      assert.deepEqual(await rows('data_test-empty'), [])
      assert.match(await run('compare', 'prod', 'test-empty'), /✓ No difference/)
      await site.query(site.base('data_test-empty'), "insert into jobs (stage) values ('Cut')")
      assert.deepEqual(await rows('data_test-empty'), [{ job: '1', stage: 'Cut' }])
    })

    it('is deleted to the trash, restored, and dropped', async () => {
      await run('delete', 'test-x', 'test-empty', '--yes')
      assert.deepEqual(await site.leftovers('test-x'), [])
      await run('restore', 'test-x', '--yes')
      assert.deepEqual(await rows('data_test-x'), await rows('data'))
      await run('delete', 'test-x', '--purge', '--yes', '--confirm', 'test-x')
      assert.deepEqual(await site.leftovers('test-x'), [])
    })
  },
  { where: (engine) => !manySessions(engine) },
)
