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
import { describeEngines, languageOf, manySessions, ownsServer } from '../helpers/engines'
import { foreignSettings } from './foreignSettings'
import { createSite } from './site'
import { readPlan } from './spineWorkspace'
import { allowReading, quiet, readersUrls, tracesIn } from './traces'

const BOTH = { languages: ['postgres', 'mysql'] } as const

describeEngines(
  'planning',
  (engine) => {
    const own = quiet(engine)
    before(own.begin)
    after(own.end)

    it('takes no transaction number and leaves no row on either end', async () => {
      const site = await createSite(engine)
      const before = await tracesIn(engine, site)
      const plan = await site.plan()
      assert.deepEqual(await tracesIn(engine, site), before)
      await site.apply(plan)
      assert.notDeepEqual(await tracesIn(engine, site), before, 'a run does')
    })

    it('works for a role that may only read', async () => {
      const site = await createSite(engine, { variables: (urls) => readersUrls(engine, urls) })
      await allowReading(engine, site)
      assert.equal((await site.plan()).plan.changes, 10)
    })
  },
  { where: ownsServer, ...BOTH },
)

describeEngines(
  'settings of a role, a database or a server',
  (engine) => {
    const foreign = foreignSettings(engine)

    it('change neither a value nor an outcome', async () => {
      const site = await createSite(engine, foreign.options)
      await foreign.under(site, async () => {
        const start = await foreign.rows(site, 'target')
        const plan = await site.plan()
        // Both ends have the settings: what they do to both alike shows in the plan's texts.
        const [first] = (await readPlan(plan.path)).changes
        assert.match(first?.after['at'] ?? '', /^2024-02-03 04:05:06\.789012/)
        const { run } = await site.apply(plan)
        assert.deepEqual([run.status, run.counts.applied], ['completed', 3])
        assert.deepEqual(await foreign.rows(site, 'target'), await foreign.rows(site, 'source'))
        await site.apply(await site.planUndo(run.id))
        assert.deepEqual(await foreign.rows(site, 'target'), start)
        await releaseDatabases()
      })
    })
  },
  { where: ownsServer, ...BOTH },
)

describeEngines(
  'rules of the target',
  (engine) => {
    const { under } = foreignSettings(engine)

    it('hold where the server lets its sessions break them', async () => {
      const jobs = `create table jobs (job integer primary key, stage varchar(9) not null, check (stage <> 'lost'), foreign key (stage) references stages (stage));`
      const fill = (...stages: readonly string[]) =>
        `create table stages (stage varchar(9) primary key); insert into stages values ('old'), ('new'), ('lost');
${jobs} insert into jobs values ${stages.map((stage, n) => `(${n}, '${stage}')`).join(', ')}`
      const target = fill('old', 'old', 'old')
      const source = fill('new', 'new', 'new').replace(
        jobs,
        'create table jobs (job int, stage text);',
      )
      const site = await createSite(engine, { tables: { source, target } })
      await site.query('source', `update jobs set stage = 'gone' where job = 1`)
      await site.query('source', `update jobs set stage = 'lost' where job = 2`)
      await under(site, async () => {
        const { run } = await site.apply(await site.plan())
        assert.deepEqual([run.counts.applied, run.counts.failed], [1, 2])
        await releaseDatabases()
      })
      assert.deepEqual(await site.jobs(), ['(0,new)', '(1,old)', '(2,old)'])
    })
  },
  { where: ownsServer, languages: ['mysql'] },
)

describeEngines(
  'rules of the target',
  (engine) => {
    it('hold, or nothing is written, where somebody has switched them off', async () => {
      const site = await createSite(engine)
      const before = await site.jobs()
      const plan = await site.plan()
      const { pathname } = new URL(site.target.url)
      const database = pathname.slice(1)
      await site.query(
        'target',
        `alter database "${database}" set session_replication_role to replica`,
      )
      await assert.rejects(
        site.apply(plan),
        /permission denied to set parameter "session_replication_role"/,
      )
      assert.deepEqual([await site.hasLedger(), await site.jobs()], [false, before])
    })
  },
  { where: ownsServer },
)

/** Tells in how many transactions the rows of jobs were written by a run. */
const TRANSACTIONS = {
  postgres: {
    watch: 'select 1',
    // Updates of one transaction leave the same number in their rows of the journal.
    count: `select count(*)::text as size from drydock.row_changes group by xmin::text`,
  },
  mysql: {
    // A row of a table with versions is told the number of its transaction.
    watch: `create table seen (job integer, began bigint unsigned generated always as row start, ended bigint unsigned generated always as row end,
period for system_time (began, ended)) with system versioning;
create trigger seen after update on jobs for each row insert into seen (job) values (new.job)`,
    count: 'select count(*) as size from seen group by began',
  },
} as const

describeEngines(
  'large things',
  (engine) => {
    after(() => releaseDatabases())
    const language = languageOf(engine)
    const text = language === 'mysql' ? 'longtext' : 'text'

    /** Values for the jobs from 1 on. */
    const rows = (count: number, values: (n: number) => string) =>
      Array.from({ length: count }, (_, index) => `(${index + 1}, ${values(index + 1)})`).join(', ')

    it('are applied in batches that are small in bytes too', async () => {
      const table = `create table jobs (job integer primary key, stage ${text}); insert into jobs values`
      const site = await createSite(engine, {
        tables: {
          source: `${table} ${rows(20, (n) => `concat(repeat('n', 1000000), '${n}')`)}`,
          target: `${table} ${rows(20, () => `'old'`)}`,
        },
      })
      const { watch, count } = TRANSACTIONS[language]
      await site.query('target', watch)
      const { run } = await site.apply(await site.plan())
      assert.equal(run.counts.applied, 20)
      assert.equal((await site.jobs())[19], `(20,${'n'.repeat(1_000_000)}20)`)
      assert.ok((await site.query('target', count)).length > 1, 'several transactions')
      await site.apply(await site.planUndo(run.id))
      assert.equal((await site.jobs())[0], '(1,old)')
    })

    it('a mapping of two hundred fields is carried and taken back', async () => {
      const names = Array.from({ length: 200 }, (_, index) => `field_${index}`)
      const fill = (value: string) =>
        `create table jobs (job integer primary key, ${names.map((name) => `${name} text`).join(', ')});
insert into jobs values ${rows(30, (n) => names.map(() => `'${value}${n}'`).join(', '))}`
      const site = await createSite(engine, {
        tables: { source: fill('new'), target: fill('old') },
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
  },
  BOTH,
)

describeEngines(
  'two tables of one database',
  (engine) => {
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
  },
  BOTH,
)

describeEngines(
  'a secret',
  (engine) => {
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
        seen.push(JSON.stringify(await site.query('target', `select * from ${site.ledger(table)}`)))
      if (manySessions(engine)) {
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
        const cli = await runCli(['plan', 'jobs.mapping.jsonc'], {
          cwd: site.workspace.folder,
          env,
        })
        assert.equal(cli.code, 1)
        seen.push(cli.stdout, cli.stderr)
      }
      const secrets = [...passwords, canary, decodeURIComponent(canary)].filter((s) => s !== '')
      for (const text of seen)
        for (const secret of secrets) assert.ok(!text.includes(secret), text.slice(0, 300))
      assert.ok(seen.length > 10)
    })
  },
  BOTH,
)

function passwordOf(url: string): string {
  return url.startsWith('pglite:') ? '' : new URL(url).password
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
