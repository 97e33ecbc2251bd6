import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ComparedEnvironments } from '../../../src/core/index'
import { describeEngines, manySessions, type Engine } from '../../helpers/engines'
import { runCli } from '../../helpers/cli'
import { createSite, type Site } from './site'

const JOBS = `
create table jobs (job integer primary key, stage varchar(20) not null default 'new', weight numeric(10, 2));
insert into jobs values (1, 'Cut', 1.50), (2, 'Fit', null), (3, 'Weld', 3.00);
create view open_jobs as select job, stage from jobs where stage <> 'Done'
`

/** What a clone has otherwise than its source, and is meant to: no difference is told of. */
const EVENT = 'create event nightly on schedule every 1 day do delete from jobs where job < 0'

/** A database that cannot get another name has no trash: its name is asked for when it goes. */
const hasTrash = ({ kind }: Engine) => kind !== 'mysql'

const TRASH = `select datname as name from pg_database where datname like 'zz_deleted_%' order by 1`
const REGISTERED = `select * from database_configs where environment = 'test-x' and is_active`

describeEngines(
  'an environment from its making to its end',
  (engine) => {
    let site: Site

    before(async () => {
      const sql = engine.kind === 'mysql' ? `${JOBS}; ${EVENT}` : JOBS
      const url = '${env:SERVER_URL}'
      const file = (base: Site['base']) => ({
        environments: {
          prod: { url, databases: [base('data'), base('config')] },
          alias: { url, databases: [base('data')], protection: 'open' },
        },
      })
      site = await createSite(engine, { bases: ['data', 'config'], sql: () => sql, file })
      const init = await site.cli('environment', 'init', '--yes')
      assert.equal(init.code, 0, init.stderr)
    })
    after(() => site.close())

    const create = (name: string, ...more: string[]) =>
      site.cli('environment', 'create', name, '--from', 'prod', ...more)
    const copies = async (environment: string) =>
      (await site.databases()).filter((name) => name.endsWith(`_${environment}`))
    const trash = async () =>
      hasTrash(engine) ? (await site.query(site.registry, TRASH)).map(({ name }) => name ?? '') : []
    const confirmed = (name: string) => (hasTrash(engine) ? [] : ['--confirm', name])

    it('is planned without a write', async () => {
      const before = await site.databases()
      const { code, stdout, stderr } = await create('x', '--with-data', '--dry-run')
      assert.equal(code, 0, stderr)
      assert.match(stdout, /CREATE TEST-X FROM PROD/)
      assert.match(stdout, /relay: the source is locked/)
      assert.deepEqual(await site.databases(), before)
    })

    it('is read from as its strictest environment says, whichever of them is named', async () => {
      const { code, stdout, stderr } = await site.cli(
        ...['environment', 'create', 'y', '--from', 'alias', '--with-data', '--dry-run'],
      )
      assert.equal(code, 0, stderr)
      assert.match(stdout, /relay: the source is locked/)
    })

    it('is not made without a yes', async () => {
      const { code, stderr } = await create('x', '--with-data')
      assert.equal(code, 2)
      assert.match(stderr, /repeat the command with --yes/)
      const unsaid = await create('x', '--yes')
      assert.match(unsaid.stderr, /say whether rows are cloned/)
      assert.deepEqual(await copies('test-x'), [])
    })

    it('is made, equal to its source', async () => {
      const { code, stdout, stderr } = await create(
        ...['x', '--with-data', '--branch', 'feature', '--yes'],
      )
      assert.equal(code, 0, stderr + stdout)
      assert.deepEqual(await copies('test-x'), [
        `${site.base('config')}_test-x`,
        `${site.base('data')}_test-x`,
      ])
      const name = `${site.base('data')}_test-x`
      assert.equal((await site.query(name, 'select * from open_jobs order by job')).length, 3)
      assert.match(stdout, /✓ .*_data_test-x: \d+ objects, 3 rows, by relay; equal to/)
    })

    it('is made with counted rows where that is enough, and says so', async () => {
      const { code, stdout, stderr } = await create(
        ...['counted', '--with-data', '--proof', 'counts', '--exclude', site.base('config')],
        '--yes',
      )
      assert.equal(code, 0, stderr + stdout)
      assert.match(stdout, /relay: .*; its rows are counted and not compared/)
      assert.match(stdout, /3 rows, by relay; as many rows as/)
      const folder = join(site.folder, '.drydock', 'clones')
      const [report = ''] = readdirSync(folder).filter((name) => name.includes('counted'))
      const text = readFileSync(join(folder, report), 'utf8')
      assert.match(text, /1 tables? with 3 rows, .*their values were not compared/)
      const purged = ['--purge', '--yes', '--confirm', 'test-counted']
      const gone = await site.cli('environment', 'delete', 'test-counted', ...purged)
      assert.equal(gone.code, 0, gone.stderr)
    })

    it('is made without a look at rows where that is enough, and says so', async () => {
      const { code, stdout, stderr } = await create(
        ...['unread', '--with-data', '--proof', 'definitions', '--exclude', site.base('config')],
        '--yes',
      )
      assert.equal(code, 0, stderr + stdout)
      assert.match(stdout, /relay: .*; its rows are not compared/)
      assert.match(stdout, /\d+ objects, rows not counted, by relay; definitions equal to those of/)
      const name = `${site.base('data')}_test-unread`
      assert.equal((await site.query(name, 'select * from open_jobs')).length, 3)
      const folder = join(site.folder, '.drydock', 'clones')
      const [report = ''] = readdirSync(folder).filter((one) => one.includes('unread'))
      const text = readFileSync(join(folder, report), 'utf8')
      assert.match(text, /rows were copied, and neither counted nor compared/)
      assert.doesNotMatch(text, /digest of all rows/)
      const purged = ['--purge', '--yes', '--confirm', 'test-unread']
      const gone = await site.cli('environment', 'delete', 'test-unread', ...purged)
      assert.equal(gone.code, 0, gone.stderr)
    })

    it('stays as it is when it is made again', async () => {
      const { code, stdout } = await create('x', '--with-data', '--yes')
      assert.equal(code, 0)
      assert.match(stdout, /Nothing to update|already-made/)
      assert.equal((await copies('test-x')).length, 2)
    })

    it('is resolved by its branch, and by its name', async () => {
      const names = await site.cli('environment', 'resolve', '--env', 'x', '--format', 'json')
      assert.deepEqual(JSON.parse(names.stdout), {
        environment: 'test-x',
        databases: {
          [site.base('config')]: `${site.base('config')}_test-x`,
          [site.base('data')]: `${site.base('data')}_test-x`,
          [site.registry]: site.registry,
        },
      })
      const list = await site.cli('environment', 'list')
      assert.match(list.stdout, /test-x +\S+_config_test-x .*feature +open/)
      assert.doesNotMatch(list.stdout, /^prod /m)
    })

    it('has its names in SQL that is written with base names', async () => {
      const base = site.base('data')
      const [place, quoted] = hasTrash(engine)
        ? [`${base}.public.jobs`, `"${base}_test-x".public.jobs`]
        : [`${base}.jobs`, `\`${base}_test-x\`.jobs`]
      const sql = `select '${base}' from ${place} -- ${place}\n`
      const { code, stdout, stderr } = await runCli(
        ['environment', 'resolve', '--env', 'x', '--sql', '-'],
        { cwd: site.folder, input: sql },
      )
      assert.equal(code, 0, stderr)
      assert.equal(stdout, `select '${base}' from ${quoted} -- ${place}\n`)
      assert.match(stderr, /stands in a text/)
    })

    it('is compared with its source', async () => {
      const compare = (...more: string[]) =>
        site.cli('environment', 'compare', 'prod', 'test-x', ...more)
      const same = await compare()
      assert.equal(same.code, 0, same.stderr)
      assert.match(same.stdout, /✓ No difference in \d+ objects/)
      const back = await site.cli('environment', 'compare', 'test-x', 'prod')
      assert.match(back.stdout, /✓ No difference in \d+ objects/)
      const name = `${site.base('data')}_test-x`
      await site.query(name, 'alter table jobs add column crew varchar(10)')
      const changed = await compare('--definitions')
      assert.match(changed.stdout, /_data \(\d+ objects\): 1 difference/)
      assert.match(changed.stdout, /~ table \S*jobs changed\n +\+ .*crew/)
      const { stdout } = await compare('--format', 'json')
      const { databases } = JSON.parse(stdout) as ComparedEnvironments
      assert.deepEqual(
        databases.map(({ differences }) => differences.map(({ change }) => change)),
        [[], ['changed']],
      )
      await site.query(name, 'alter table jobs drop column crew')
      assert.match((await compare()).stdout, /✓ No difference/)
    })

    it('is compared by all objects of both, none of them counted twice', async () => {
      const compared = async () => {
        const { stdout } = await site.cli(
          ...['environment', 'compare', 'prod', 'test-x', '--format', 'json'],
        )
        return (JSON.parse(stdout) as ComparedEnvironments).databases.at(-1)
      }
      const same = await compared()
      const name = `${site.base('data')}_test-x`
      await site.query(name, 'drop view open_jobs')
      await site.query(name, 'create view all_jobs as select job from jobs')
      await site.query(name, 'create view every_job as select job from jobs')
      const other = await compared()
      assert.equal(other?.objects, (same?.objects ?? 0) + 2)
      assert.deepEqual(
        other?.differences.map(({ change }) => change),
        ['added', 'added', 'removed'],
      )
      await site.query(name, 'drop view all_jobs')
      await site.query(name, 'drop view every_job')
      const view = "create view open_jobs as select job, stage from jobs where stage <> 'Done'"
      await site.query(name, view)
      assert.deepEqual(await compared(), same)
    })

    if (hasTrash(engine))
      it('is deleted to the trash, restored, and undone', async () => {
        const asked = await site.cli('environment', 'delete', 'test-x')
        assert.equal(asked.code, 2)
        assert.equal((await copies('test-x')).length, 2)
        const gone = await site.cli('environment', 'delete', 'test-x', '--yes', '--format', 'json')
        assert.equal(gone.code, 0, gone.stderr)
        const { deleted, runs } = JSON.parse(gone.stdout) as {
          deleted: unknown
          runs: readonly { runId: string }[]
        }
        assert.deepEqual(deleted, {
          'test-x': {
            [site.base('config')]: `${site.base('config')}_test-x`,
            [site.base('data')]: `${site.base('data')}_test-x`,
          },
        })
        assert.deepEqual(await copies('test-x'), [])
        assert.equal((await trash()).length, 2)
        const back = await site.cli('undo', runs[0]?.runId ?? '', '--yes')
        assert.equal(back.code, 0, back.stderr)
        assert.equal((await copies('test-x')).length, 2)
        assert.deepEqual(await trash(), [])
        await site.cli('environment', 'delete', 'test-x', '--yes')
        const restored = await site.cli('environment', 'restore', 'test-x', '--yes')
        assert.equal(restored.code, 0, restored.stderr)
        assert.equal((await copies('test-x')).length, 2)
        const list = await site.cli('environment', 'list')
        assert.match(list.stdout, /test-x .*feature +open/)
      })

    it('goes for good only by its name', async () => {
      const refused = await site.cli('environment', 'delete', 'test-x', '--purge', '--yes')
      assert.equal(refused.code, 2)
      assert.match(refused.stderr, /cannot be brought back/)
      assert.equal((await copies('test-x')).length, 2)
      const done = await site.cli(
        ...['environment', 'delete', 'test-x', '--purge', '--yes', '--confirm', 'test-x'],
      )
      assert.equal(done.code, 0, done.stderr)
      assert.deepEqual([await copies('test-x'), await trash()], [[], []])
      const rows = await site.query(site.registry, REGISTERED)
      assert.deepEqual(rows, [])
    })

    it('is made without rows, and taken back by undo', async () => {
      const made = await create('y', '--schema-only', '--exclude', site.base('config'), '--yes')
      assert.equal(made.code, 0, made.stderr)
      const name = `${site.base('data')}_test-y`
      assert.deepEqual(await copies('test-y'), [name])
      assert.deepEqual(await site.query(name, 'select * from jobs'), [])
      const run = /Run: (\S+)/.exec(made.stdout)?.[1] ?? ''
      const undone = await site.cli('undo', run, '--yes', ...confirmed('test-y'))
      assert.equal(undone.code, 0, undone.stderr)
      assert.deepEqual(await copies('test-y'), [])
      assert.equal((await trash()).length, hasTrash(engine) ? 1 : 0)
    })

    it('never is production, nor something that is there already', async () => {
      for (const name of ['prod', 'PROD', 'production']) {
        const { code, stderr } = await site.cli(
          ...['environment', 'create', '--environment', name, '--schema-only', '--yes'],
        )
        assert.equal(code, 2, stderr)
        const gone = await site.cli('environment', 'delete', name, '--yes', '--confirm', name)
        assert.notEqual(gone.code, 0)
        assert.match(gone.stderr, /never deleted|no environment/)
      }
      const quote = hasTrash(engine) ? '"' : '`'
      const taken = `${site.base('data')}_test-z`
      await site.query(site.registry, `create database ${quote}${taken}${quote}`)
      const { code, stdout, stderr } = await create('z', '--schema-only', '--yes')
      assert.equal(code, 3, stderr)
      assert.match(stdout, /the registry does not know/)
      assert.deepEqual(await copies('test-z'), [
        `${site.base('config')}_test-z`,
        `${site.base('data')}_test-z`,
      ])
    })
  },
  { where: manySessions, languages: ['postgres', 'mysql'] },
)
