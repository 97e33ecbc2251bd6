/** The promises that are about everything: no trace of a plan, no secret anywhere, no setting that changes a value. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import {
  applyPlanFile,
  findRun,
  listRuns,
  onQuery,
  openWorkspace,
  readRunLog,
  releaseDatabases,
  testConnection,
} from '../../src/core/index'
import { runCli } from '../helpers/cli'
import { describeEngines, ownsServer } from '../helpers/engines'
import { createSite } from './site'

describeEngines(
  'planning',
  (engine) => {
    it('takes no transaction number and leaves no row on either end', async () => {
      const site = await createSite(engine)
      // Numbers are taken by transactions that write, and by nothing else.
      const numbers = async () => {
        const found = []
        for (const end of ['source', 'target'] as const)
          found.push(
            ...(await site.query(
              end,
              `select pg_snapshot_xmax(pg_current_snapshot())::text as next,
(select count(*) from pg_class)::text as relations, (select count(*) from pg_namespace)::text as schemas`,
            )),
          )
        return found
      }
      const before = await numbers()
      await site.plan()
      assert.deepEqual(await numbers(), before)
    })

    it('works for a role that may only read', async () => {
      const site = await createSite(engine)
      const expected = (await site.plan()).plan.changes
      for (const end of ['source', 'target'] as const)
        await site.query(
          end,
          'alter table jobs owner to postgres; revoke all on jobs from public; grant select on jobs to engineer',
        )
      assert.equal((await site.plan()).plan.changes, expected)
    })
  },
  { where: ownsServer },
)

describeEngines(
  'settings of a role or a database',
  (engine) => {
    const settings = [
      "statement_timeout to '150ms'",
      "idle_in_transaction_session_timeout to '100ms'",
      'array_nulls to off',
      "datestyle to 'SQL, DMY'",
      "bytea_output to 'escape'",
      'extra_float_digits to -5',
      "timezone to 'Asia/Kathmandu'",
      "default_transaction_isolation to 'serializable'",
      "search_path to 'nowhere', 'public'",
      'quote_all_identifiers to on',
      'transform_null_equals to on',
    ]
    it('change neither a value nor an outcome', async () => {
      const table = `create table jobs (job integer primary key, stage text, day date, at timestamptz, size float8, data bytea, tags text[]);`
      const site = await createSite(engine, {
        tables: {
          source: `${table} insert into jobs values (1, null, '2024-02-03', '2024-02-03 04:05:06.789012+00', 0.1, '\\x00ff', '{NULL,"NULL"}'), (2, 'NULL', null, null, 1e-300, null, null), (3, '', '2024-12-11', 'infinity', 'NaN', '\\x', '{}')`,
          target: `${table} insert into jobs select n, 'old', '2000-01-01', '2000-01-01 00:00Z', n, '\\x01', '{}' from generate_series(1, 3) n;
create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.1); return new; end';
create trigger slow before update on jobs for each row execute function slow()`,
        },
        mapping: { fields: ['stage', 'day', 'at', 'size', 'data', 'tags'] },
      })
      for (const end of ['source', 'target'] as const)
        for (const setting of settings)
          await site.query(
            end,
            `do $$ begin execute format('alter database %I set ${setting.replaceAll("'", "''")}', current_database()); end $$`,
          )
      const rows = (end: 'source' | 'target') =>
        site.query(
          end,
          `set datestyle to 'ISO'; set timezone to 'UTC'; set bytea_output to 'hex'; set extra_float_digits to 1; select j::text as row from jobs j order by j.job`,
        )
      const start = await rows('target')
      const { run } = await site.apply(await site.plan())
      assert.deepEqual([run.status, run.counts.applied], ['completed', 3])
      assert.deepEqual(await rows('target'), await rows('source'))
      await site.apply(await site.planUndo(run.id))
      assert.deepEqual(await rows('target'), start)
    })
  },
  { where: ownsServer },
)

describeEngines('large things', (engine) => {
  after(() => releaseDatabases())

  it('are applied in batches that are small in bytes too', async () => {
    const table = 'create table jobs (job integer primary key, stage text);'
    const site = await createSite(engine, {
      tables: {
        source: `${table} insert into jobs select n, repeat('n', 1000000) || n from generate_series(1, 20) n`,
        target: `${table} insert into jobs select n, 'old' from generate_series(1, 20) n`,
      },
    })
    const { run } = await site.apply(await site.plan())
    assert.equal(run.counts.applied, 20)
    const batches = await site.query(
      'target',
      `select count(*)::text as rows from drydock.row_changes where run_id = '${run.id}' group by xmin::text`,
    )
    assert.ok(batches.length > 1, 'several transactions')
    await site.apply(await site.planUndo(run.id))
    assert.equal((await site.jobs())[0], '(1,old)')
  })

  it('a mapping of two hundred fields is carried and taken back', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `field_${index}`)
    const table = `create table jobs (job integer primary key, ${names.map((name) => `${name} text`).join(', ')});`
    const fill = (value: string) =>
      `${table} insert into jobs select n, ${names.map(() => `${value} || n`).join(', ')} from generate_series(1, 30) n`
    const site = await createSite(engine, {
      tables: { source: fill("'new'"), target: fill("'old'") },
      mapping: { fields: names },
    })
    const start = await site.jobs()
    const { run } = await site.apply(await site.plan())
    assert.equal(run.counts.applied, 30)
    const [first] = await site.jobs()
    assert.equal(first, `(1,${names.map(() => 'new1').join(',')})`)
    await site.apply(await site.planUndo(run.id))
    assert.deepEqual(await site.jobs(), start)
  })
})

describeEngines('two tables of one database', (engine) => {
  after(() => releaseDatabases())

  it('are source and target like any others', async () => {
    const site = await createSite(engine, {
      tables: {
        source: 'select 1',
        target: `create table drafts (job integer primary key, stage text); insert into drafts values (1, 'new'), (2, 'new');
create table jobs (job integer primary key, stage text); insert into jobs values (1, 'old'), (2, 'new')`,
      },
      mapping: { source: { environment: 'sandbox', table: 'drafts' } },
    })
    const { run } = await site.apply(await site.plan())
    assert.deepEqual([run.counts.applied, await site.jobs()], [1, ['(1,new)', '(2,new)']])
    await site.apply(await site.planUndo(run.id))
    assert.deepEqual(await site.jobs(), ['(1,old)', '(2,new)'])
  })
})

describeEngines('a secret', (engine) => {
  after(() => releaseDatabases())

  it('is in no file, ledger, log or error', async () => {
    const canary = 'c4nary%20Sw0rd'
    const wrong = (url: string) => {
      const changed = new URL(url)
      changed.password = canary
      return changed.href
    }
    const queries: string[] = []
    const stop = onQuery((event) => queries.push(JSON.stringify(event)))
    const site = await createSite(engine)
    const passwords = [site.source.url, site.target.url].map(passwordOf)
    const { run } = await site.apply(await site.plan())
    const seen = [
      ...queries,
      ...readAll(site.workspace.folder),
      JSON.stringify(await readRunLog(site.workspace, run)),
      JSON.stringify(await listRuns(site.workspace, {})),
    ]
    stop()
    for (const table of ['runs', 'row_changes', 'run_log', 'ledger'])
      seen.push(
        JSON.stringify(await site.query('target', `select t::text as r from drydock.${table} t`)),
      )
    if (engine.kind === 'postgres') {
      const broken = await openWorkspace(site.workspace.folder, {
        variables: {
          PRODUCTION_DATABASE_URL: wrong(site.source.url),
          SANDBOX_DATABASE_URL: wrong(site.target.url),
        },
        secret: () => Promise.resolve(undefined),
      })
      const report = await testConnection(broken, 'sandbox', {})
      assert.equal(report.ok, false)
      seen.push(JSON.stringify(report))
      const env = {
        PRODUCTION_DATABASE_URL: wrong(site.source.url),
        SANDBOX_DATABASE_URL: wrong(site.target.url),
      }
      const cli = await runCli(['plan', 'jobs.mapping.jsonc'], { cwd: site.workspace.folder, env })
      assert.equal(cli.code, 1)
      seen.push(cli.stdout, cli.stderr)
    }
    const secrets = [...passwords, canary, decodeURIComponent(canary)].filter((s) => s !== '')
    for (const text of seen)
      for (const secret of secrets) assert.ok(!text.includes(secret), text.slice(0, 300))
    assert.ok(seen.length > 10)
  })
})

function passwordOf(url: string): string {
  return url.startsWith('postgres:') ? new URL(url).password : ''
}

function readAll(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
}

describeEngines(
  'a folder of an embedded database',
  (engine) => {
    after(() => releaseDatabases())

    it('that is locked by one name is locked by every other', async () => {
      const site = await createSite(engine, {
        environments: { live: { url: '${env:LIVE_URL}', protection: 'locked' } },
        variables: { LIVE_URL: 'pglite:not-yet' },
      })
      const folder = site.target.url.replace(/^pglite:/, '')
      symlinkSync(folder, `${folder}-link`)
      const workspace = await openWorkspace(site.workspace.folder, {
        variables: {
          PRODUCTION_DATABASE_URL: site.source.url,
          SANDBOX_DATABASE_URL: site.target.url,
          LIVE_URL: `pglite:${folder}-link`,
        },
        secret: () => Promise.resolve(undefined),
      })
      const plan = await site.plan()
      await assert.rejects(applyPlanFile(workspace, plan.path, {}), { code: 'target-locked' })
      assert.equal((await site.jobs())[0], '(1,"old 1")')
    })

    it('is given to another process that asks for it, once this one is idle', async () => {
      const site = await createSite(engine)
      const plan = await site.plan()
      // This process still has the folder open and is not told to give it back.
      const { code, stderr } = await runCli(['apply', plan.path, '--yes', '--quiet'], {
        cwd: site.workspace.folder,
        env: { PRODUCTION_DATABASE_URL: site.source.url, SANDBOX_DATABASE_URL: site.target.url },
      })
      assert.equal(code, 0, stderr)
      const [run] = (await listRuns(site.workspace, { environment: 'sandbox' })).runs
      assert.equal(run?.status, 'completed')
      assert.equal((await findRun(site.workspace, run.id)).counts.applied, 10)
    })
  },
  { where: ({ kind }) => kind === 'pglite' },
)
