import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import {
  applyPlanFile,
  openWorkspace,
  planRowEdit,
  planUndo,
  readTableRow,
  releaseDatabases,
} from '../../src/core/index'
import type { CliResult } from '../helpers/cli'
import { runCli } from '../helpers/cli'
import { describeEngines, languageOf, type Engine, type TextRow } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'
import { SORTS } from './fieldSorts'

type Json = Readonly<Record<string, unknown>>

interface Site {
  readonly folder: string
  cli(...args: string[]): Promise<CliResult>
  rows(): Promise<readonly TextRow[]>
  query(sql: string): Promise<readonly TextRow[]>
}

const KEY = ['--key', 'job=12345', '--key', 'release=A']

async function setUp(engine: Engine, protection = 'open'): Promise<Site> {
  const { url, adminUrl } = await engine.createDatabase()
  await engine.query(
    url,
    `create table jobs (
  id bigint not null unique, job integer not null, release_ varchar(10) not null, fab_order decimal(10,1),
  stage varchar(5), large bigint, ratio double precision, due date, doubled bigint generated always as (large * 2) stored,
  primary key (job, release_));
insert into jobs (id, job, release_, fab_order, stage, large, ratio, due) values
  (1, 12345, 'A', 500.0, 'Cut', 9007199254740993, 0.1, '2024-02-29'),
  (2, 12345, 'B', 500.0, 'Cut', 1, 0.5, null)`,
  )
  await engine.query(url, renameRelease(engine))
  const folder = workspaceFolder({
    'drydock.jsonc': { environments: { 'sand.box': { url: '${env:URL}', protection } } },
    '.env': `URL='${url}'\n`,
  })
  const query = (sql: string) => engine.query(adminUrl, sql)
  return {
    folder,
    cli: (...args) => runCli(args, { cwd: folder }),
    rows: () => query('select id, job, fab_order, stage, large, due from jobs order by id'),
    query,
  }
}

/** "release" is a reserved word of MySQL, which quoting has to manage. */
function renameRelease(engine: Engine): string {
  return languageOf(engine) === 'mysql'
    ? 'alter table jobs change release_ `release` varchar(10) not null'
    : 'alter table jobs rename release_ to release'
}

function json({ code, stdout, stderr }: CliResult): Json {
  equal(code, 0, stderr)
  return JSON.parse(stdout) as Json
}

describeEngines(
  'single rows',
  (engine) => {
    it('shows a row, exact to the last digit', async () => {
      const { cli } = await setUp(engine)
      const found = json(await cli('table', 'get', 'sand.box.jobs', ...KEY, '--format', 'json'))
      deepEqual(found['row'], {
        id: '1',
        job: '12345',
        release: 'A',
        fab_order: '500.0',
        stage: 'Cut',
        large: '9007199254740993',
        ratio: '0.1',
        due: '2024-02-29',
        doubled: '18014398509481986',
      })
      const text = await cli(
        'table',
        'get',
        'sand.box.jobs',
        '--key',
        'id=2',
        '--columns',
        'due,job',
      )
      equal(text.stdout, 'Job 2 in Sand.Box:\n  due  NULL\n  job  12345\n')
    })

    it('tells apart a key of no row, of several rows, and one that no row can have', async () => {
      const { cli } = await setUp(engine)
      const get = (...key: string[]) => cli('table', 'get', 'sand.box.jobs', ...key)
      const none = await get('--key', 'job=7')
      deepEqual([none.code, none.stdout], [1, ''])
      match(none.stderr, /^✗ no row of ".+\.jobs" in "sand\.box" has job "7"$/m)
      const several = await get('--key', 'job=12345')
      equal(several.code, 1)
      match(several.stderr, /several rows .* have job "12345"\n {2}add columns to the key/)
      const impossible = await get('--key', 'job=12345x')
      equal(impossible.code, 2)
      match(impossible.stderr, /no row has such a "job", which is .*: "12345x" is not a number/)
      const rounded = await get('--key', 'fab_order=500.04', '--key', 'id=1')
      equal(rounded.code, 1)
      match(rounded.stderr, /no row of .* has fab_order "500\.04"/)
      equal((await get('--key', 'jbo=1')).stderr.includes('did you mean "job"?'), true)
      equal((await get()).code, 2)
    })

    it('sets fields, keeps the rest, records a run and takes it back', async () => {
      const { cli, rows } = await setUp(engine)
      const before = await rows()
      const set = [
        'table',
        'set',
        'sand.box.jobs',
        ...KEY,
        'fab_order=98765.0',
        'large=9007199254740995',
      ]
      const looked = await cli(...set, '--null', 'stage', '--dry-run')
      equal(looked.code, 0, looked.stderr)
      match(looked.stdout, /^ {2}fab_order: 500\.0 → 98765\.0$/m)
      match(looked.stdout, /^ {2}stage: Cut → NULL$/m)
      deepEqual(await rows(), before, 'a dry run changes nothing')
      const unasked = await cli(...set)
      equal(unasked.code, 2)
      deepEqual(await rows(), before, 'nobody agreed')
      const applied = await cli(...set, '--null', 'stage', '--yes')
      equal(applied.code, 0, applied.stderr)
      match(applied.stdout, /✓ Job 12345-A: fab_order 500\.0 → 98765\.0, .*stage Cut → NULL/)
      const [first] = await rows()
      deepEqual(
        [first?.['fab_order'], first?.['large'], first?.['stage']],
        ['98765.0', '9007199254740995', null],
      )
      const id = /^Run: (.+)$/m.exec(applied.stdout)?.[1] ?? ''
      const { runs } = json(await cli('runs', '--format', 'json')) as { runs: readonly Json[] }
      deepEqual([runs[0]?.['id'], runs[0]?.['kind']], [id, 'edit'])
      equal((await cli('undo', id, '--yes')).code, 0)
      deepEqual(await rows(), before)
    })

    it('has nothing to do where the values are the same by value', async () => {
      const { cli, query } = await setUp(engine)
      const same = await cli(
        'table',
        'set',
        'sand.box.jobs',
        ...KEY,
        'fab_order=500.00',
        'ratio=1e-1',
      )
      deepEqual([same.code, /^✓ Nothing to update$/m.test(same.stdout)], [0, true], same.stderr)
      const place = languageOf(engine) === 'mysql' ? 'database()' : "'drydock'"
      const ledgers = await query(
        `select table_name from information_schema.tables where table_schema = ${place} and table_name <> 'jobs'`,
      )
      deepEqual(ledgers, [])
    })

    it('refuses arguments that name no value', async () => {
      const { cli } = await setUp(engine)
      for (const [assigned, reason] of [
        [['fab_order'], /"fab_order" is no field=value/],
        [['stage=a', 'stage=b'], /"stage" is given twice/],
      ] as const) {
        const refused = await cli('table', 'set', 'sand.box.jobs', ...KEY, ...assigned, '--yes')
        equal(refused.code, 2, refused.stdout)
        match(refused.stderr, reason)
      }
    })

    it('refuses what the column cannot hold, before anything is written', async () => {
      const { folder, rows } = await setUp(engine)
      const before = await rows()
      const workspace = await openWorkspace(folder, {
        variables: {},
        secret: () => Promise.resolve(undefined),
      })
      const place = { environment: 'sand.box', table: 'jobs' }
      const key = { job: '12345', release: 'A' }
      for (const [fields, message] of [
        [{ fab_order: 'abc' }, /cannot set "fab_order", .*"abc" is not a number/],
        [{ fab_order: '' }, /cannot set "fab_order"/],
        [{ stage: 'too long' }, /has 8 characters, and 5 fit/],
        [{ due: '2023-02-29' }, /cannot set "due"/],
        [{ due: 'tomorrow' }, /cannot set "due"/],
        [{ large: '1.5' }, /"1\.5" is not a whole number/],
        [{ large: '9223372036854775808' }, /is not within/],
        [{ doubled: '1' }, /"doubled" is computed by the database/],
        [{ id: null }, /"id" cannot be null/],
        [{ release: 'B' }, /"release" is part of the key/],
        [{ nope: '1' }, /there is no column "nope"/],
        [{}, /there is nothing to set/],
      ] as const)
        await rejects(planRowEdit(workspace, place, { key, fields }), {
          name: 'UsageError',
          message,
        })
      await releaseDatabases()
      deepEqual(await rows(), before)
    })

    it('says so where digits are rounded away', async () => {
      const { cli } = await setUp(engine)
      const set = ['table', 'set', 'sand.box.jobs', ...KEY, 'fab_order=1.26', '--dry-run']
      const plan = json(await cli(...set, '--format', 'json'))
      deepEqual(
        (plan['hazards'] as readonly Json[]).map(({ code }) => code),
        ['value-rounded'],
      )
      match((await cli(...set)).stdout, /value-rounded: "1\.26" is stored as "1\.3"/)
    })

    it('asks for the name of a guarded target, and never edits the ledger', async () => {
      const { cli, rows } = await setUp(engine, 'guarded')
      const before = await rows()
      const set = ['table', 'set', 'sand.box.jobs', ...KEY, 'stage=Fit', '--yes']
      const refused = await cli(...set)
      equal(refused.code, 2)
      ok(refused.stderr.includes('--confirm sand.box'), refused.stderr)
      deepEqual(await rows(), before)
      equal((await cli(...set, '--confirm', 'sand.box')).code, 0)
      const ledger = languageOf(engine) === 'mysql' ? 'drydock_runs' : 'drydock.runs'
      const { runs } = json(await cli('runs', '--format', 'json')) as { runs: readonly Json[] }
      const key = ['--key', `run_id=${String(runs[0]?.['id'])}`]
      const meddling = await cli(
        'table',
        'set',
        `sand.box.${ledger}`,
        ...key,
        'operator=me',
        '--yes',
      )
      equal(meddling.code, 2, meddling.stdout)
      match(meddling.stderr, /is the ledger of "sand\.box"/)
    })
  },
  { languages: ['postgres', 'mysql'] },
)

describeEngines(
  'fields of every sort',
  (engine) => {
    it('are set exactly, and taken back', async () => {
      const { create, table, fields, stored, impossible } = SORTS[languageOf(engine)]
      const { url } = await engine.createDatabase()
      await engine.query(url, `${create}; insert into odd (id) values (1)`)
      const folder = workspaceFolder({
        'drydock.jsonc': { environments: { sandbox: { url: '${env:URL}' } } },
      })
      const workspace = await openWorkspace(folder, {
        variables: { URL: url },
        secret: () => Promise.resolve(undefined),
      })
      const place = { environment: 'sandbox', table }
      const key = { id: '1' }
      const columns = Object.keys(fields)
      const read = async () => (await readTableRow(workspace, place, key, { columns })).row
      const before = await read()
      const saved = await planRowEdit(workspace, place, { key, fields })
      const { run } = await applyPlanFile(workspace, saved.path, {})
      deepEqual(run.counts, { total: 1, applied: 1, drifted: 0, failed: 0 })
      deepEqual(await read(), stored)
      equal(
        (await planRowEdit(workspace, place, { key, fields })).plan.changes,
        0,
        'nothing differs now',
      )
      for (const [name, typed] of impossible)
        await rejects(planRowEdit(workspace, place, { key, fields: { [name]: typed } }), {
          name: 'UsageError',
          message: new RegExp(`^cannot set "${name}"`),
        })
      const undo = await planUndo(workspace, run.id, {})
      await applyPlanFile(workspace, undo.path, {})
      deepEqual(await read(), before)
      await releaseDatabases()
    })
  },
  { languages: ['postgres', 'mysql'] },
)
