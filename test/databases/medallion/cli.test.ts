import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli, type CliResult } from '../../helpers/cli'
import { describeEngines, isNewest, type Engine } from '../../helpers/engines'
import { workspaceFolder } from '../../helpers/temporary'

const CRM = 'code,name,mail\nA1,Ann,ann@example.com\nB2,Bob,\n,Nobody,x@example.com\n'
const HR = '{"code":"A1","name":"Anna"}\n{"code":"C3","name":"Cid"}\n'

const PIPELINE = {
  target: { environment: 'sandbox' },
  entity: 'person',
  sources: {
    crm: { type: 'csv', path: 'data/crm.csv', id: 'code' },
    hr: { type: 'ndjson', path: 'data/hr.ndjson', id: 'code' },
  },
  silver: {
    table: 'people',
    key: 'code',
    fields: { name: 'name', email: { from: { crm: 'mail' } } },
  },
  quality: { keyFields: ['email'] },
}

async function setUp(engine: Engine, protection = 'open') {
  const { url } = await engine.createDatabase()
  const folder = workspaceFolder({
    'drydock.jsonc': { environments: { sandbox: { url: '${env:URL}', protection } } },
    '.env': `URL='${url}'\n`,
    'people.pipeline.jsonc': PIPELINE,
    'data/crm.csv': CRM,
    'data/hr.ndjson': HR,
  })
  const cli = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCli([...args], { cwd: folder, env })
  return { folder, cli, query: (sql: string) => engine.query(url, sql) }
}

function json({ stdout, stderr }: CliResult): Readonly<Record<string, unknown>> {
  ok(stdout.trim().startsWith('{'), `${stdout}${stderr}`)
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>
}

describeEngines(
  'pipelines on the command line',
  (engine) => {
    const file = 'people.pipeline.jsonc'

    it('write nothing that nobody has agreed to', async () => {
      const site = await setUp(engine)
      const asked = await site.cli(['ingest', file])
      equal(asked.code, 2)
      match(asked.stderr, /there is no terminal to ask whether to ingest in "sandbox"/)
      match(asked.stderr, /making bronze\.raw_entities and meta\.ingestion_runs first/)
      const schemas = await site.query(
        `select nspname from pg_namespace where nspname in ('bronze', 'meta', 'silver', 'drydock')`,
      )
      deepEqual(schemas, [])
    })

    it('need the name of a guarded environment', async () => {
      const site = await setUp(engine, 'guarded')
      equal((await site.cli(['ingest', file, '--yes'])).code, 2)
      equal((await site.cli(['ingest', file, '--yes', '--confirm', 'sandbox'])).code, 3)
      const locked = await setUp(engine, 'locked')
      const refused = await locked.cli(['ingest', file, '--yes'])
      equal(refused.code, 2)
      match(refused.stderr, /is locked and is never a target/)
    })

    it('ingest, tell what became of each record, and keep what cannot be used', async () => {
      const site = await setUp(engine)
      const first = await site.cli(['ingest', file, '--yes', '--quiet'], { NO_COLOR: '1' })
      equal(first.code, 3, first.stderr)
      match(first.stdout, /^=+\nFINAL RESULTS SUMMARY: crm\n=+\nDuration: \d+\.\d\d seconds\n/)
      match(
        first.stdout,
        /Total Processed: 3\n├─ New Records: 2\n├─ Updated Records: 0\n├─ Vanished Records: 0\n└─ Skipped \(Unchanged\): 0\nQuality Issues: 0\nErrors: 1\n/,
      )
      const again = json(
        await site.cli(['ingest', file, '--yes', '--quiet', '--format', 'json', '--source', 'hr']),
      )
      const [hr] = again['sources'] as readonly { readonly summary: object }[]
      deepEqual(hr?.summary, {
        ...{ created: 0, changed: 0, unchanged: 2, repeated: 0, quarantined: 0, vanished: 0 },
      })
      const [kept] = await site.query('select locator, code, raw from drydock.quarantine')
      deepEqual(kept, {
        locator: 'crm.csv:4',
        code: 'no-id',
        raw: '{"code":"","name":"Nobody","mail":"x@example.com"}',
      })
    })

    it('play again what a run could not use, once the definition is mended', async () => {
      const site = await setUp(engine)
      const first = await site.cli(['ingest', file, '--yes', '--quiet', '--format', 'json'])
      const [crm] = json(first)['sources'] as readonly { readonly runId: string }[]
      const id = crm?.runId ?? ''
      const replay = ['ingest', file, '--yes', '--quiet', '--format', 'json', '--replay', id]
      const again = await site.cli(replay)
      equal(again.code, 3)
      const open = () =>
        site.query(
          `select code from drydock.quarantine where resolved_by is null and run_id = '${id}'`,
        )
      deepEqual(await open(), [{ code: 'no-id' }])
      const mended = { ...PIPELINE.sources.crm, id: 'mail' }
      writeFileSync(
        join(site.folder, file),
        JSON.stringify({ ...PIPELINE, sources: { ...PIPELINE.sources, crm: mended } }),
      )
      const used = await site.cli([...replay, '--source', 'crm'])
      equal(used.code, 0, used.stderr)
      deepEqual(await open(), [])
      const rows = await site.query(
        `select external_id from bronze.raw_entities where source_system = 'crm' order by 1`,
      )
      deepEqual(
        rows.map(({ external_id }) => external_id),
        ['A1', 'B2', 'x@example.com'],
      )
      const unknown = await site.cli(['ingest', file, '--yes', '--replay', 'none'])
      equal(unknown.code, 2)
      match(unknown.stderr, /there is no run "none"/)
    })

    it('show what an ingestion would put into bronze, and put exactly that', async () => {
      const site = await setUp(engine)
      const plan = await site.cli(['ingest', file, '--plan', '--out', 'it.plan', '--quiet'])
      deepEqual([plan.code, plan.stderr], [0, ''])
      match(plan.stdout, /^=+\nINGEST person: crm → bronze\n=+\n/)
      match(
        plan.stdout,
        /makes-tables: applying it makes bronze\.raw_entities and meta\.ingestion_runs first/,
      )
      match(
        plan.stdout,
        /Ingest Results:\n {2}Records Read: 3\n {2}New: 2\n {2}Changed: 0\n {2}Unchanged: 0\n {2}Repeated: 0\n {2}Cannot Be Used: 1\n {2}Vanished: 0\n/,
      )
      match(plan.stdout, /Cannot Be Used \(1\):\n {2}- crm\.csv:4: it has no id: "code" is empty\n/)
      match(plan.stdout, /Plan: it\.crm\.plan\nApply it with: drydock apply it\.crm\.plan\n/)
      match(plan.stdout, /Plan: it\.hr\.plan\n/)
      const applied = await site.cli(['apply', 'it.crm.plan', '--yes', '--quiet'], {
        NO_COLOR: '1',
      })
      equal(applied.code, 3, applied.stderr)
      match(
        applied.stdout,
        /FINAL RESULTS SUMMARY: crm\n=+\nDuration: \d+\.\d\d seconds\nTotal Processed: 3\n├─ New Records: 2\n├─ Updated Records: 0\n├─ Vanished Records: 0\n└─ Skipped \(Unchanged\): 0\nQuality Issues: 0\nErrors: 1\n/,
      )
      equal((await site.cli(['apply', 'it.hr.plan', '--yes', '--quiet'])).code, 0)
      writeFileSync(join(site.folder, 'data/hr.ndjson'), '{"code":"A1","name":"Anne"}\n')
      const second = await site.cli(['ingest', file, '--plan', '--quiet', '--source', 'hr'])
      match(
        second.stdout,
        /Record A1: raw_data \{"code":"A1","name":"Anna"\} → \{"code":"A1","name":"Anne"\}\n/,
      )
      match(second.stdout, /Vanished \(1\):\n {2}- C3\n/)
      const all = json(await site.cli(['ingest', file, '--plan', '--quiet', '--format', 'json']))
      deepEqual(
        (all['sources'] as readonly { source: string; changes: number }[]).map((one) => [
          one.source,
          one.changes,
        ]),
        [
          ['crm', 0],
          ['hr', 1],
        ],
      )
      const out = await site.cli(['ingest', file, '--yes', '--out', 'it.plan'])
      deepEqual([out.code, /"--out" is where "--plan" writes to/.test(out.stderr)], [2, true])
    })

    it('stop at MAX_RECORDS, and mark nothing as gone then', async () => {
      const site = await setUp(engine)
      await site.cli(['ingest', file, '--yes', '--quiet'])
      const cut = await site.cli(['ingest', file, '--yes', '--quiet', '--format', 'json'], {
        MAX_RECORDS: '1',
      })
      const sources = json(cut)['sources'] as readonly { readonly summary: object }[]
      for (const { summary } of sources)
        deepEqual(summary, {
          ...{ created: 0, changed: 0, unchanged: 1, repeated: 0, quarantined: 0, vanished: 0 },
        })
    })

    it('show what a transform would change, and change exactly that', async () => {
      const site = await setUp(engine)
      const early = await site.cli(['transform', file, '--plan'])
      equal(early.code, 1)
      match(
        early.stderr,
        /there is no bronze\.raw_entities and no meta\.ingestion_runs and no silver\.people yet/,
      )
      match(early.stderr, /drydock schema ensure/)
      equal((await site.cli(['schema', 'ensure', file, '--yes'])).code, 0)
      equal((await site.cli(['schema', 'ensure', file, '--plan'])).stdout, '✓ Nothing is missing\n')
      await site.cli(['ingest', file, '--yes', '--quiet'])
      const plan = json(
        await site.cli(['plan', file, '--out', 'it.plan', '--format', 'json', '--quiet']),
      )
      deepEqual(plan['summary'], {
        ...{ inserted: 3, updated: 0, deleted: 0, rejected: 0, fieldUpdates: {} },
      })
      deepEqual(await site.query('select * from silver.people'), [])
      const applied = await site.cli(['apply', 'it.plan', '--yes', '--quiet', '--format', 'json'])
      equal(applied.code, 0, applied.stderr)
      const rows = await site.query(
        'select code, name, email, data_quality_score as score from silver.people order by code',
      )
      deepEqual(
        rows.map((row) => Object.values(row).join(' ')),
        ['A1 Ann ann@example.com 0.95', 'B2 Bob  0.85', 'C3 Cid  0.85'],
      )
      const direct = json(
        await site.cli(['transform', file, '--yes', '--quiet', '--format', 'json']),
      )
      deepEqual([direct['status'], direct['full']], ['completed', null])
      const undone = await site.cli(['undo', String(json(applied)['runId']), '--yes', '--quiet'])
      equal(undone.code, 0, undone.stderr)
      deepEqual(await site.query('select * from silver.people'), [])
    })

    it('report the quality of the silver table, and why a value is what it is', async () => {
      const site = await setUp(engine)
      const early = await site.cli(['quality', file])
      equal(early.code, 1)
      match(early.stderr, /there is no .*silver\.people yet/)
      await site.cli(['ingest', file, '--yes', '--quiet'])
      await site.cli(['transform', file, '--yes', '--quiet'])
      const text = await site.cli(['quality', file, '--quiet', '--worst', '1'])
      equal(text.code, 0, text.stderr)
      match(text.stdout, /name_mismatch +fails +1 +3 +33\.3 % +– +0\.05 +sources differ in "name"/)
      match(text.stdout, /B2 +0\.85 +1 − 0\.1 missing_hr_source − 0\.05 missing_email = 0\.85/)
      const report = json(await site.cli(['quality', file, '--format', 'json', '--runs', '1']))
      deepEqual([report['table'], report['entities']], ['silver.people', 3])
      const page = await site.cli(['quality', file, '--format', 'html', '--out', 'report.html'])
      deepEqual([page.code, page.stdout], [0, ''])
      match(
        readFileSync(join(site.folder, 'report.html'), 'utf8'),
        /^<!doctype html>[^]*<\/html>\n$/,
      )
      const why = await site.cli(['quality', file, '--why', 'A1', 'name'])
      match(why.stdout, /Why name of A1 is Ann:\n {2}silver\.people: it is the value of "crm"\n/)
      match(why.stdout, /hr +lost +Anna +Anna +"crm" is trusted more +A1 +\S+\n/)
      equal((await site.cli(['quality', file, '--why', 'A1'])).code, 2)
      const typo = await site.cli(['quality', file, '--why', 'A1', 'nmae'])
      equal(typo.code, 2)
      match(typo.stderr, /did you mean "name"\?/)
    })

    it('name what is wrong in a definition, and where', async () => {
      const site = await setUp(engine)
      const { code, stderr, stdout } = await site.cli(['check'])
      deepEqual([code, stderr], [0, ''])
      match(stdout, /1 definition checked, no problems found/)
      const missing = await site.cli(['ingest', file, '--yes', '--source', 'cmr'])
      equal(missing.code, 2)
      match(missing.stderr, /the pipeline has no source "cmr"\n {2}did you mean "crm"\?/)
    })
  },
  { where: (engine) => engine.kind === 'postgres' && isNewest(engine) },
)
