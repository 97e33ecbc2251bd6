import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CliResult } from '../helpers/cli'
import { describeEngines, languageOf, manySessions, type Engine } from '../helpers/engines'
import { equalsGolden } from '../unit/cli/golden'
import { environments, mapping, setUpJobs, type JobsWorkspace } from './cliSetUp'

const BOTH = { languages: ['postgres', 'mysql'] } as const

type Json = Readonly<Record<string, unknown>>

function json({ code, stdout, stderr }: CliResult): Json {
  equal(code, 0, stderr)
  return JSON.parse(stdout) as Json
}

/** What MySQL calls a schema is a database. */
function schemaOf(engine: Engine, { targetUrl }: JobsWorkspace): string {
  return languageOf(engine) === 'mysql' ? new URL(targetUrl).pathname.slice(1) : 'public'
}

const counts = (total: number) => ({ total, applied: total, drifted: 0, failed: 0 })

describeEngines(
  'the command line',
  (engine) => {
    it('plans without a change, in every format', async () => {
      const jobs = await setUpJobs(engine)
      const before = await jobs.targetState()
      const text = await jobs.cli('plan', 'jobs.mapping.jsonc', '--out', 'a.plan')
      equal(text.code, 0, text.stderr)
      const anywhere = text.stdout.replace(/^(Source|Target) \((\w+)\): .+$/gm, '$1 ($2): ADDRESS')
      equalsGolden(anywhere, 'cli-plan')
      const planned = json(await jobs.cli('plan', 'jobs.mapping.jsonc', '--format', 'json'))
      deepEqual(Object.keys(planned).slice(0, 4), ['planId', 'kind', 'status', 'summary'])
      deepEqual(planned['summary'], {
        totalSource: 30,
        totalTarget: 20,
        matched: 20,
        notFound: 10,
        notInSource: 0,
        updated: 12,
        inserted: 0,
        deleted: 0,
        sentBack: 0,
        kept: 0,
        undecided: 0,
        errors: 0,
        duplicateKeys: 0,
        nullKeys: 0,
        targetDuplicateKeys: 0,
        targetNullKeys: 0,
        fieldUpdates: { fab_order: 12, stage: 1 },
      })
      const lines = (await jobs.cli('plan', 'jobs.mapping.jsonc', '--format', 'ndjson')).stdout
      const changes = lines.trimEnd().split('\n')
      equal(changes.length, 12)
      equal(
        changes[11],
        `{"op":"update","table":"${schemaOf(engine, jobs)}.jobs","key":{"job":"10012","release":"A"},"before":{"fab_order":"512.5","stage":null},"after":{"fab_order":"512.0","stage":"Cut"}}`,
      )
      const found = await jobs.cli('plan', 'jobs.mapping.jsonc', '--format', 'ndjson', '--findings')
      const findings = found.stdout.trimEnd().split('\n').slice(12)
      equal(findings.length, 10)
      equal(
        findings[0],
        '{"finding":"notFound","side":"source","key":{"job":"10021","release":"A"},"rows":1}',
      )
      equal((await jobs.cli('plan', 'jobs.mapping.jsonc', '--findings')).code, 2)
      deepEqual(await jobs.targetState(), before)
    })

    it('applies, shows and undoes a run', async () => {
      const jobs = await setUpJobs(engine)
      const before = await jobs.queryTarget('select * from jobs order by job')
      const applied = await jobs.cli('apply', 'jobs.mapping.jsonc', '--yes', '--examples', '12')
      equal(applied.code, 0, applied.stderr)
      const shown = [...applied.stdout.matchAll(/^ {2}✓ Job (\d+)-A:/gm)].map(([, job]) => job)
      deepEqual(
        shown,
        Array.from({ length: 12 }, (_, index) => String(10001 + index)),
      )
      match(applied.stdout, /^✓ Successfully updated 12 jobs$/m)
      const differing = await jobs.queryTarget('select job from jobs where fab_order <> job - 9500')
      deepEqual(differing, [])

      const { runs } = json(await jobs.cli('runs', '--format', 'json')) as { runs: readonly Json[] }
      const id = String(runs[0]?.['id'])
      match(applied.stdout, new RegExp(`^Run: ${id}$`, 'm'))
      match(
        (await jobs.cli('runs')).stdout,
        new RegExp(`^${id} .* completed +sandbox +12 of 12 rows`, 'm'),
      )
      match((await jobs.cli('log', id)).stdout, /^Applied \(12\):$/m)
      const rows = (await jobs.cli('log', id, '--format', 'ndjson')).stdout.trimEnd().split('\n')
      deepEqual((JSON.parse(rows[0] ?? '') as Json)['after'], { fab_order: '501.0' })
      equal(rows.length, 12)

      const looked = json(await jobs.cli('undo', id, '--plan', '--format', 'json'))
      deepEqual([looked['kind'], looked['changes'], looked['undoes']], ['undo', 12, id])
      const undone = json(await jobs.cli('undo', id, '--yes', '--format', 'json'))
      deepEqual(
        [undone['kind'], undone['status'], undone['summary']],
        ['undo', 'completed', counts(12)],
      )
      deepEqual(await jobs.queryTarget('select * from jobs order by job'), before)
      const again = await jobs.cli('undo', id, '--yes')
      equal(again.code, 1)
      equal(again.stderr.includes(`✗ run ${id} was undone by run ${String(undone['runId'])}`), true)
    })

    it('counts and lists what an undo puts back and removes', async () => {
      const missing = { inTarget: 'insert', inSource: 'delete' }
      const jobs = await setUpJobs(engine, {
        files: { 'jobs.mapping.jsonc': { ...mapping, missing } },
        targetSql: "insert into jobs values (99, 'A', 1, 'Gone', default)",
      })
      const before = await jobs.queryTarget('select * from jobs order by job')
      const applied = await jobs.cli('apply', 'jobs.mapping.jsonc', '--yes')
      match(applied.stdout, /^✓ Successfully updated 12 jobs, inserted 10 jobs, deleted 1 job$/m)
      const [, run = ''] = /^Run: (\S+)$/m.exec(applied.stdout) ?? []
      const { stdout } = await jobs.cli('undo', run, '--yes')
      match(stdout, /^ {2}Jobs to Take Back: 23$/m)
      match(stdout, /^ {2}Jobs to Insert: 1$/m)
      match(stdout, /^Jobs to Insert \(1\):\n {2}- 99-A$/m)
      match(stdout, /^ {2}Jobs to Delete: 10$/m)
      match(stdout, /^✓ Successfully took back 23 jobs$/m)
      deepEqual(await jobs.queryTarget('select * from jobs order by job'), before)
    })

    it('applies a plan once and then names the first run', async () => {
      const jobs = await setUpJobs(engine)
      await jobs.cli('plan', 'jobs.mapping.jsonc', '--out', 'a.plan', '--quiet')
      const first = json(await jobs.cli('apply', 'a.plan', '--yes', '--format', 'json'))
      deepEqual(
        [first['status'], first['summary'], first['alreadyApplied']],
        ['completed', counts(12), false],
      )
      const state = await jobs.targetState()
      const second = json(await jobs.cli('apply', 'a.plan', '--yes', '--format', 'json'))
      deepEqual([second['runId'], second['alreadyApplied']], [first['runId'], true])
      const text = await jobs.cli('apply', 'a.plan', '--yes')
      equal(text.code, 0)
      ok(text.stdout.includes(`applied already, by run ${String(first['runId'])}`), text.stdout)
      deepEqual(await jobs.targetState(), state)
    })

    it('makes no run where there is nothing to do', async () => {
      const jobs = await setUpJobs(engine, { targetSql: 'delete from jobs where job <= 10012' })
      const state = await jobs.targetState()
      const result = json(await jobs.cli('apply', 'jobs.mapping.jsonc', '--format', 'json'))
      deepEqual(
        [result['runId'], result['status'], result['summary']],
        [null, 'completed', counts(0)],
      )
      deepEqual(await jobs.targetState(), state)
    })

    it('ends with 3 where rows were refused or have moved on, and tells why', async () => {
      const jobs = await setUpJobs(engine, {
        targetSql: 'alter table jobs add constraint odd check (job <> 10003 or fab_order = 503.5)',
      })
      await jobs.cli('plan', 'jobs.mapping.jsonc', '--out', 'a.plan')
      await jobs.queryTarget('update jobs set fab_order = 7 where job = 10002')
      const applied = await jobs.cli('apply', 'a.plan', '--yes')
      equal(applied.code, 3, applied.stderr)
      match(
        applied.stdout,
        /^ {2}! Job 10002-A drifted: fab_order is 7.0 and was 502.5; left alone$/m,
      )
      match(
        applied.stdout,
        /^ {2}✗ Job 10003-A: fab_order 503.5 → 503.0: .*(?:"odd".* \(23514\)|`odd`.* \(23000\))$/m,
      )
      match(applied.stdout, /^✓ Successfully updated 10 jobs$/m)
      const id = /^Run: (.+)$/m.exec(applied.stdout)?.[1] ?? ''
      const log = (await jobs.cli('log', id)).stdout
      match(log, /^Failed \(1\):\n {2}✗ Job 10003-A: /m)
      match(log, /^Drifted \(1\):\n {2}! Job 10002-A drifted: /m)
    })

    it('asks for the name of a guarded target', async () => {
      const guarded = {
        ...environments,
        sandbox: { ...environments.sandbox, protection: 'guarded' },
      }
      const jobs = await setUpJobs(engine, {
        files: { 'drydock.jsonc': { environments: guarded } },
      })
      const before = await jobs.targetState()
      const refused = await jobs.cli('apply', 'jobs.mapping.jsonc', '--yes')
      equal(refused.code, 2)
      match(
        refused.stderr,
        /✗ "sandbox" is guarded; nothing was changed\n {2}repeat .* --confirm sandbox/,
      )
      deepEqual(await jobs.targetState(), before)
      const applied = await jobs.cli('apply', 'jobs.mapping.jsonc', '--yes', '--confirm', 'sandbox')
      equal(applied.code, 0, applied.stderr)
    })
  },
  BOTH,
)

/** A row takes half a second; and a question that has an answer while one does. */
const SLOW = {
  postgres: {
    trigger: `create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.5); return new; end';
create trigger slow before update on jobs for each row execute function slow()`,
    isRunning:
      "select 1 from pg_stat_activity where state = 'active' and query like '%with change as materialized%' and pid <> pg_backend_pid() and datname = current_database()",
  },
  mysql: {
    trigger: 'create trigger slow before update on jobs for each row do sleep(0.5)',
    isRunning:
      "select 1 from information_schema.processlist where state = 'User sleep' and db = database()",
  },
} as const

describeEngines(
  'a command that is cancelled',
  (engine) => {
    const language = languageOf(engine)

    it('ends with 1 and closes its run as aborted', async () => {
      const jobs = await setUpJobs(engine, {
        targetSql: SLOW[language].trigger,
      })
      const apply = jobs.start('apply', 'jobs.mapping.jsonc', '--yes')
      const isRunning = async () => (await jobs.queryTarget(SLOW[language].isRunning)).length > 0
      for (let tries = 0; tries < 200 && !(await isRunning()); tries++) await sleep(50)
      ok(await isRunning(), 'rows are being written')
      apply.process.kill('SIGINT')
      const { code, stderr } = await apply.result
      equal(code, 1, stderr)
      const { runs } = json(await jobs.cli('runs', '--format', 'json')) as { runs: readonly Json[] }
      deepEqual(
        runs.map((run) => run['status']),
        ['aborted'],
      )
      ok(!readdirSync(join(jobs.folder, '.drydock', 'plans')).some((name) => name.includes('tmp')))
    })
  },
  { where: manySessions, ...BOTH },
)

describeEngines(
  'a mapping into another database of its environment',
  (engine) => {
    it('is applied, found and undone there', async () => {
      const other = await setUpJobs(engine)
      const database = new URL(other.targetUrl).pathname.slice(1)
      const jobs = await setUpJobs(engine, {
        files: {
          'jobs.mapping.jsonc': { ...mapping, target: { ...mapping.target, database } },
        },
      })
      const before = await other.queryTarget('select * from jobs order by job')
      const untouched = await jobs.targetState()
      const applied = json(
        await jobs.cli('apply', 'jobs.mapping.jsonc', '--yes', '--format', 'json'),
      )
      deepEqual(applied['summary'], counts(12))
      const id = String(applied['runId'])
      match((await jobs.cli('log', id)).stdout, /^Applied \(12\):$/m)
      equal((await jobs.cli('undo', id, '--yes')).code, 0)
      deepEqual(await other.queryTarget('select * from jobs order by job'), before)
      deepEqual(await jobs.targetState(), untouched)
    })
  },
  { where: manySessions, ...BOTH },
)
