import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPlanFile, type Change, type Finding, type Plan } from '../../../src/core/index'
import { describeEngines, languageOf, manySessions, type Engine } from '../../helpers/engines'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'

const HR = { type: 'ndjson', path: 'hr.ndjson', id: 'id' }
const PEOPLE: Json = { entity: 'user', sources: { hr: HR }, batchSize: 7 }

describeEngines(
  'an ingestion that is planned',
  (engine) => {
    it('becomes what a direct one makes of the same readings, whatever was there before', async () => {
      const [direct, planned] = [await siteOf(engine), await siteOf(engine)]
      for (const [what, step] of Object.entries(HISTORY)) {
        for (const site of [direct, planned]) {
          if (step.lines !== undefined) write(site, step.lines)
          if (step.define !== undefined) site.define(step.define)
          for (const statement of step.others ?? []) await site.query(statement)
        }
        const [expected] = (await direct.ingest(step.options)).sources
        const { plan, path } = await planOf(planned, step.options)
        const { inserted, ...counts } = plan.summary
        const { created, changed, quarantined } = expected?.counts ?? {}
        // What only the database can refuse is not known before.
        const refused = Number(quarantined) - Number(counts['quarantined'])
        equal(inserted, Number(created) + Number(changed) + refused, what)
        const { run } = await planned.apply(path)
        deepEqual(
          [run.status, run.counts],
          [
            'completed',
            { ...expected?.run.counts, total: plan.changes + Number(counts['quarantined']) },
          ],
          what,
        )
        deepEqual(await stateOf(engine, planned), await stateOf(engine, direct), what)
      }
      const [again] = (await planned.ingest()).sources
      deepEqual([again?.counts.created, again?.counts.changed, again?.counts.vanished], [0, 0, 0])
    })

    it('shows what would come, what it comes after, and what is gone, and writes nothing', async () => {
      const site = await siteOf(engine)
      write(site, ['{"id":1,"name":"One","age":9007199254740993}', '{"id":2,"name":"Two"}'])
      const first = await planOf(site)
      deepEqual(first.plan.target.tables, [])
      match(
        first.plan.hazards[0]?.message ?? '',
        /^applying it makes .*raw_entities and .*ingestion_runs first$/,
      )
      await rejects(site.query('select * from bronze.raw_entities'))
      await site.apply(first.path)
      write(site, [
        '{"name":"Uno","id":1,"age":9007199254740993}',
        '{"id":3,"name":"Three"}',
        '{"name":"?"}',
      ])
      const { path, plan } = await planOf(site)
      deepEqual(plan.summary, {
        ...{ processed: 3, inserted: 2, created: 1, changed: 1, unchanged: 0, repeated: 0 },
        ...{ quarantined: 1, vanished: 1 },
      })
      const { changes, findings } = await contentOf(path)
      deepEqual(
        changes.map(({ op, key, before, after }) => ({ op, key, before, after })),
        [
          {
            ...{ op: 'insert', key: { external_id: '1' } },
            before: { raw_data: '{"name":"One","id":1,"age":9007199254740993}' },
            after: { raw_data: '{"name":"Uno","id":1,"age":9007199254740993}' },
          },
          {
            ...{ op: 'insert', key: { external_id: '3' }, before: {} },
            after: { raw_data: '{"id":3,"name":"Three"}' },
          },
        ],
      )
      deepEqual(
        findings.map(({ kind, side, key }) => [kind, side, key]),
        [
          ['invalid', 'source', { locator: 'hr.ndjson:3' }],
          ['notInSource', 'target', { external_id: '2' }],
        ],
      )
      const [rows] = await site.query('select count(*) as n from bronze.raw_entities')
      equal(rows?.['n'], '2')
    })

    it('leaves alone what somebody has ingested since', async () => {
      const site = await siteOf(engine)
      write(site, ['{"id":1,"name":"One"}', '{"id":2,"name":"Two"}', '{"id":5,"name":"Five"}'])
      await site.ingest()
      write(site, ['{"id":1,"name":"Uno"}', '{"id":2,"name":"Due"}', '{"id":3,"name":"Tre"}'])
      const { path } = await planOf(site)
      write(site, [
        '{"id":1,"name":"Eins"}',
        '{"id":2,"name":"Two"}',
        '{"id":3,"name":"Drei"}',
        '{"id":5,"name":"Fünf"}',
      ])
      await site.ingest()
      const { run, ingested } = await site.apply(path)
      deepEqual(run.counts, { total: 3, applied: 1, drifted: 2, failed: 0 })
      deepEqual(ingested, { processed: 3, created: 0, updated: 1, vanished: 0 })
      const names = await latestNames(engine, site)
      deepEqual(names, { 1: 'Eins', 2: 'Due', 3: 'Drei', 5: 'Fünf' })
      const again = await site.apply(path)
      equal(again.alreadyApplied, true)
    })

    it('is taken back as any other, and applied again', async () => {
      const site = await siteOf(engine)
      write(site, ['{"id":1,"name":"One"}', '{"id":2,"name":"Two"}'])
      await site.ingest()
      const before = await stateOf(engine, site)
      write(site, ['{"id":1,"name":"Uno"}', '{"id":3,"name":"Tre"}'])
      const { path } = await planOf(site)
      const { run } = await site.apply(path)
      const after = await stateOf(engine, site)
      const undo = await site.undo(run.id)
      deepEqual([undo.status, undo.counts.applied], ['completed', 2])
      deepEqual((await stateOf(engine, site)).bronze, before.bronze)
      const second = await site.apply(path)
      deepEqual([second.alreadyApplied, second.run.counts], [false, run.counts])
      const { bronze, hashes } = await stateOf(engine, site)
      const anyNumber = (rows: readonly object[]) => rows.map((row) => ({ ...row, number: '' }))
      deepEqual(anyNumber(bronze), anyNumber(after.bronze))
      deepEqual(anyNumber(hashes), anyNumber(after.hashes))
    })

    it('reads some of the sources, some of a source, or what a run could not use', async () => {
      const site = await siteOf(engine, { crm: { ...HR, path: 'crm.ndjson' } })
      write(site, ['{"id":1,"name":"One"}', '{"id":2,"name":"Two"}', '{"nr":3,"name":"Three"}'])
      writeFileSync(join(site.folder, 'crm.ndjson'), '{"id":"x"}\n')
      const both = await site.planIngest()
      deepEqual(
        both.plans.map(({ source }) => source),
        ['hr', 'crm'],
      )
      const runs = [
        await site.apply(both.plans[0]?.path ?? ''),
        await site.apply(both.plans[1]?.path ?? ''),
      ]
      const cut = await planOf(site, { sources: ['hr'], limit: 1 })
      deepEqual([cut.plan.summary['unchanged'], cut.plan.summary['vanished']], [1, 0])
      site.define({ ...PEOPLE, sources: { hr: { ...HR, id: 'nr' } } })
      const replay = runs[0]?.run.id ?? ''
      const { path, plan } = await planOf(site, { sources: ['hr'], replay })
      deepEqual([plan.summary['created'], plan.summary['vanished']], [1, 0])
      await site.apply(path)
      const left = await site.query('select code from drydock.quarantine where resolved_by is null')
      deepEqual(left, [])
      deepEqual(Object.keys(await latestNames(engine, site)), ['1', '2', '3', 'x'])
      await rejects(site.planIngest({ replay: 'none' }), /there is no run "none"/)
    })

    it('has all of its records in silver, also where a transform comes while it has stopped', async () => {
      const silver = { table: 'people', key: 'id', fields: { name: 'name' } }
      const site = await pipelineSite(engine, { entity: 'user', sources: { hr: HR }, silver })
      const ids = Array.from({ length: 2500 }, (_, index) => index)
      write(
        site,
        ids.map((id) => `{"id":${id},"name":"Person ${id}"}`),
      )
      const { path } = await planOf(site)
      const stop = new AbortController()
      const onProgress = ({ done = 0 }) => void (done > 0 && stop.abort())
      await rejects(site.apply(path, { signal: stop.signal, onProgress }))
      const part = await site.transform()
      ok(part.counts.created > 0 && part.counts.created < 2500, `${part.counts.created} rows`)
      const { resumed, run } = await site.apply(path)
      deepEqual([resumed, run.counts.applied], [true, 2500])
      const rest = await site.transform()
      deepEqual([rest.full, rest.counts.created], [undefined, 2500 - part.counts.created])
    })

    it('tells a source that cannot be read from those that can', async () => {
      const site = await siteOf(engine, { crm: { ...HR, path: 'nowhere.ndjson' } })
      write(site, ['{"id":1}'])
      const { plans, failed } = await site.planIngest({ out: join(site.folder, 'it.plan') })
      deepEqual(
        plans.map(({ source, path }) => [source, path]),
        [['hr', join(site.folder, 'it.hr.plan')]],
      )
      deepEqual(
        failed.map(({ source }) => source),
        ['crm'],
      )
      match(failed[0]?.error.message ?? '', /nowhere\.ndjson/)
    })
  },
  { languages: ['postgres', 'mysql'], where: manySessions },
)

describeEngines(
  'an ingestion that is planned for an embedded database',
  (engine) => {
    it('is made, applied, changed and taken back', async () => {
      const site = await siteOf(engine)
      write(site, ['{"id":1,"name":"One"}', '{"id":2,"name":"Two"}', '{"id":2}'])
      const first = await site.apply((await planOf(site)).path)
      deepEqual(first.run.counts, { total: 3, applied: 2, drifted: 0, failed: 1 })
      write(site, ['{"id":1,"name":"Uno"}', '{"id":3,"name":"Tre"}'])
      const { run, ingested } = await site.apply((await planOf(site)).path)
      deepEqual(ingested, { processed: 2, created: 1, updated: 1, vanished: 1 })
      const { plan } = await planOf(site)
      deepEqual([plan.changes, plan.findings, plan.summary['unchanged']], [0, 0, 2])
      equal((await site.undo(run.id)).counts.applied, 2)
      deepEqual(await latestNames(engine, site), { 1: 'One', 2: 'Two' })
    })
  },
  { where: (engine) => !manySessions(engine) },
)

interface Step {
  readonly lines?: readonly string[]
  readonly define?: Json
  readonly others?: readonly string[]
  readonly options?: { readonly acceptVanished?: boolean; readonly limit?: number }
}

const FOREIGN = '4dd8b2f4-30c7-4d1a-9b3e-0c8fb3f0e001'
const many = Array.from(
  { length: 160 },
  (_, index) => `{"id":"p${index}","name":"Person ${index}"}`,
)

/** Ids whose order by bytes, by letters and by code units differ, and what no text or no document can hold. */
const HISTORY: Readonly<Record<string, Step>> = {
  'a first reading with ids twice, unreadable lines and values that are refused': {
    lines: [
      ...[
        '{"id":"a","name":"Ann"}',
        '{"id":"B","name":"Bob"}',
        '{"id":"é"}',
        '{"id":"😀"}',
        '{"id":"｡"}',
      ],
      ...['{"id":"a","name":"Ann"}', '{"id":"B","name":"Other"}', 'no record', '{"name":"Nobody"}'],
      ...[
        '{"id":"a b\\t\\\\","tags":["x\\ny"]}',
        '{"id":"nul","name":"\\u0000"}',
        '{"id":10,"n":1.0}',
      ],
    ],
  },
  'a second one with changes, and records that have gone': {
    lines: ['{"name":"Anna","id":"a"}', '{"id":10,"n":1}', '{"id":"é","x":null}', '{"id":"new"}'],
  },
  'one in which some are back, as they were and otherwise': {
    lines: ['{"id":"B","name":"Bob"}', '{"id":"😀","x":1}', '{"id":"a","name":"Anna"}', ...many],
  },
  'one that lacks so many that it is in doubt': { lines: many.slice(0, 100) },
  'the same, once that is accepted': { options: { acceptVanished: true } },
  'one that is cut': { lines: ['{"id":"p1","name":"P"}', ...many], options: { limit: 1 } },
  'one after a script of somebody else': {
    lines: ['{"id":"p1","name":"P"}', '{"id":"s","name":"Script"}', ...many.slice(2, 98)],
    others: [
      `insert into meta.ingestion_runs (run_id, source_system, entity_type, started_at, completed_at, status)
values ('${FOREIGN}', 'hr', 'user', '2020-01-01', '2020-01-01', 'completed')`,
      `insert into bronze.raw_entities (entity_type, source_system, external_id, raw_data, ingestion_run_id)
values ('user', 'hr', 's', '{"name": "Script", "id": "s"}', '${FOREIGN}'), ('user', 'hr', 'p1', '{"id": "p1", "name": "Q"}', '${FOREIGN}')`,
    ],
  },
  'one where other members are significant': {
    define: { ...PEOPLE, sources: { hr: { ...HR, significant: ['name'] } } },
    lines: ['{"id":"p1","name":"P","more":1}', '{"id":"p5","name":"Other"}', ...many.slice(10, 98)],
  },
}

async function siteOf(engine: Engine, more: Json = {}): Promise<PipelineSite> {
  return pipelineSite(engine, { ...PEOPLE, sources: { hr: HR, ...more } })
}

function write({ folder }: PipelineSite, lines: readonly string[]): void {
  writeFileSync(join(folder, 'hr.ndjson'), lines.map((line) => `${line}\n`).join(''))
}

async function planOf(site: PipelineSite, options: Parameters<PipelineSite['planIngest']>[0] = {}) {
  const { plans, failed } = await site.planIngest(options)
  deepEqual(failed, [])
  const [first] = plans
  ok(first !== undefined && plans.length === 1, `${plans.length} plans`)
  return first as { readonly path: string; readonly plan: Plan }
}

async function contentOf(path: string) {
  const file = await openPlanFile(path)
  const [changes, findings]: [Change[], Finding[]] = [[], []]
  for await (const change of file.changes()) changes.push(change)
  for await (const finding of file.findings()) findings.push(finding)
  await file.close()
  return { changes, findings }
}

const HEX = { postgres: `encode(h.hash, 'hex')`, mysql: 'lower(hex(h.hash))' }

/** All that ingestions leave behind, but ids and moments. */
async function stateOf(engine: Engine, site: PipelineSite) {
  const version = (columns: string) =>
    `case when r.status = 'undone' then 'undone' end as undone, ${columns}`
  return {
    bronze: await site.query(`
select m.number, b.entity_type, b.source_system, b.external_id, b.raw_data
from bronze.raw_entities b
join (select run_id, row_number() over (order by started_at) as number from meta.ingestion_runs) m on m.run_id = b.ingestion_run_id
order by m.number, b.external_id, b.source_system`),
    hashes: (
      await site.query(`
select ${version(`h.external_id, i.number, ${HEX[languageOf(engine)]} as hash`)}
from drydock.content_hashes h
join (select seq, run_id, row_number() over (order by seq) as number from drydock.ingestions) i on i.seq = h.seq
left join drydock.runs r on r.run_id = i.run_id
order by i.number, h.external_id`)
    ).filter(({ undone }) => undone === null),
    runs: await site.query(`
select source_system, entity_type, status, records_processed, records_created, records_updated, error_message
from meta.ingestion_runs order by started_at`),
    ingestions: await site.query(
      'select completed, fingerprint from drydock.ingestions order by seq',
    ),
    kept: await site.query(
      'select stage, source, locator, external_id, code, raw from drydock.quarantine order by run_id, locator',
    ),
  }
}

const NAME = { postgres: `raw_data->>'name'`, mysql: `json_value(raw_data, '$.name')` }

async function latestNames(engine: Engine, site: PipelineSite) {
  const rows = await site.query(
    `select external_id, ${NAME[languageOf(engine)]} as name from bronze.raw_entities order by external_id, ingested_at`,
  )
  return Object.fromEntries(rows.map(({ external_id, name }) => [external_id, name]))
}
