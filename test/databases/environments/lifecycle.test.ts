import assert from 'node:assert/strict'
import { describeEngines, manySessions } from '../../helpers/engines'
import { createSite, type Site } from './site'

const JOBS = `
create table jobs (job integer primary key, stage varchar(20) not null default 'new', weight numeric(10, 2));
insert into jobs values (1, 'Cut', 1.50), (2, 'Fit', null), (3, 'Weld', 3.00);
create view open_jobs as select job, stage from jobs where stage <> 'Done'
`

describeEngines(
  'an environment from its making to its end',
  (engine) => {
    let site: Site

    before(async () => {
      site = await createSite(engine, { bases: ['data', 'config'], sql: () => JOBS })
      const init = await site.cli('environment', 'init', '--yes')
      assert.equal(init.code, 0, init.stderr)
    })
    after(() => site.close())

    it('is planned without a write', async () => {
      const before = await site.databases()
      const { code, stdout, stderr } = await site.cli(
        ...['environment', 'create', 'x', '--from', 'prod', '--with-data', '--dry-run'],
      )
      assert.equal(code, 0, stderr)
      assert.match(stdout, /CREATE TEST-X FROM PROD/)
      assert.match(stdout, /relay: the source is locked/)
      assert.deepEqual(await site.databases(), before)
    })

    it('is made, equal to its source', async () => {
      const { code, stdout, stderr } = await site.cli(
        ...['environment', 'create', 'x', '--from', 'prod', '--with-data', '--branch', 'feature'],
        '--yes',
      )
      assert.equal(code, 0, stderr + stdout)
      const copies = ['config', 'data'].map((base) => `${site.base(base)}_test-x`)
      assert.deepEqual(
        (await site.databases()).filter((name) => name.includes('test-x')),
        copies,
      )
      const rows = await site.query(copies[1] ?? '', 'select * from open_jobs order by job')
      assert.equal(rows.length, 3)
    })
  },
  { where: (engine) => manySessions(engine) && engine.kind === 'postgres' },
)
