/** A pipeline whose bronze and silver are partitioned over two servers, beside the same one on plain tables. */
import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import { runCli } from '../../helpers/cli'
import { describeEngines, isNewest } from '../../helpers/engines'
import { findPostgres } from '../../helpers/postgresBinaries'
import { postgresEngine } from '../../helpers/postgresEngine'
import { sendJson, startService } from '../../unit/core/source/records/httpService'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'
import { connectShards, fitBrakes, killAmid, shardTable, type Shard } from './shards'

const PIPELINE: Json = {
  entity: 'vendor',
  sources: {
    ieee: { type: 'query', environment: 'upstream', sql: 'select * from ieee', id: 'prefix' },
    nmap: { type: 'query', environment: 'upstream', sql: 'select * from nmap', id: 'prefix' },
  },
  silver: {
    table: 'vendors',
    key: 'prefix',
    fields: {
      name: { from: { ieee: 'name', nmap: 'vendor' }, rule: 'majority', clean: ['trim'] },
      address: { from: { ieee: 'address' } },
      devices: { from: { nmap: 'devices' }, type: 'integer' },
    },
    validate: { name: { pattern: '^[^!]' } },
    vanished: 'delete',
  },
}

const ROWS = `
create table ieee as select 'p' || n as prefix, 'Vendor ' || n as name, 'Street ' || n as address from generate_series(1, 300) n;
create table nmap as select 'p' || n as prefix, 'Vendor ' || n - n % 3 as vendor, n * 7 as devices from generate_series(100, 400) n;
update nmap set vendor = '!' where prefix = 'p310'`

const CHANGES = `
update ieee set name = 'Changed ' || prefix where prefix like 'p1%';
delete from nmap where prefix like 'p39%'; insert into nmap values ('p900', 'New', 1)`

const MORE_CHANGES = `
update ieee set address = null where prefix like 'p2%';
delete from nmap where prefix like 'p38%'; insert into nmap values ('p901', 'Newer', 2)`

const BRONZE = {
  ...{ schema: 'bronze', name: 'raw_entities', by: 'external_id' },
  columns: `entity_type text collate "C" not null, source_system text collate "C" not null, external_id text collate "C" not null,
  raw_data jsonb not null, ingestion_run_id uuid not null, ingested_at timestamptz not null default now()`,
}
const SILVER = {
  ...{ schema: 'silver', name: 'vendors', by: 'prefix' },
  columns: `prefix text not null, name text, address text, devices integer,
  data_quality_score numeric(3, 2) not null, quality_flags text[] not null, provenance jsonb`,
}

const KEYS = { vendors: 'primary key (prefix)' }

const binaries = findPostgres()

describeEngines(
  'a pipeline on tables that are sharded over two servers',
  (engine) => {
    // The oldest and the newest version that there is.
    const servers = [binaries[0], binaries.at(-1)].flatMap((one) =>
      one === undefined ? [] : [postgresEngine(one)],
    )
    after(async () => {
      for (const server of servers) {
        await server.verifyReleased()
        await server.close()
      }
    })

    const setUp = async (constraints: Readonly<Record<string, string>> = KEYS) => {
      const shards: Shard[] = []
      for (const server of servers)
        shards.push({ engine: server, database: await server.createDatabase() })
      const site = await pipelineSite(engine, PIPELINE)
      const target = { url: site.target, adminUrl: site.targetAdmin }
      await connectShards(engine, target, shards)
      for (const table of [BRONZE, SILVER]) {
        const constraint = constraints[table.name]
        await shardTable(engine, target, shards, {
          ...table,
          ...(constraint !== undefined && { constraint }),
        })
      }
      await site.querySource(ROWS)
      return { site, shards }
    }

    it('has after each step what it has on plain tables', async () => {
      const { site: sharded, shards } = await setUp()
      const plain = await pipelineSite(engine, PIPELINE)
      await plain.querySource(ROWS)
      const same = async <T>(step: (site: PipelineSite) => Promise<T>): Promise<readonly T[]> => {
        const results = [await step(sharded), await step(plain)]
        deepEqual(await contents(sharded), await contents(plain))
        return results
      }
      const counted = async <T extends { readonly counts: object }>(
        step: (site: PipelineSite) => Promise<T>,
      ) => {
        const results = await same(step)
        deepEqual(results[0]?.counts, results[1]?.counts)
        return results
      }
      const change = async (sql: string) => {
        for (const site of [sharded, plain]) await site.querySource(sql)
        return same((site) => site.ingest())
      }
      await same((site) => site.ingest())
      await counted((site) => site.transform())
      for (const { engine: server, database } of shards)
        for (const table of ['raw_entities', 'vendors']) {
          const [row] = await server.query(database.url, `select count(*) as rows from ${table}`)
          ok(Number(row?.['rows']) > 100, 'each server has its part')
        }
      const ingested = await change(CHANGES)
      const transformed = await counted((site) => site.transform())
      await change(MORE_CHANGES)
      const planned = await same((site) => site.planAndApply())
      deepEqual(planned[0]?.run.counts, planned[1]?.run.counts)
      deepEqual(
        planned[0]?.plan.hazards.map(({ code }) => code),
        ['not-atomic-across-servers'],
      )
      deepEqual(planned[1]?.plan.hazards, [])
      const undo = (runs: readonly string[]) =>
        same((site) => site.undo(runs[site === sharded ? 0 : 1] ?? ''))
      await undo(planned.map(({ run }) => run.id))
      await undo(transformed.map(({ run }) => run.id))
      await undo(ingested.map(({ sources }) => sources[0]?.run.id ?? ''))
    })

    it('says what differs there, and keeps what its servers refuse in quarantine', async () => {
      const { site, shards } = await setUp({
        raw_entities: `constraint refused check (raw_data ->> 'name' <> 'Vendor 10')`,
        vendors: `constraint refused check (name <> 'Vendor 20')`,
      })
      const cli = (...args: string[]) =>
        runCli([...args, 'it.pipeline.jsonc', '--yes'], { cwd: site.folder })
      const ensured = await cli('schema', 'ensure')
      match(
        ensured.stderr,
        /"silver.vendors" has rows on other servers \(shard_1, shard_2\): indexes there are not made from here; each partition wants a unique index on \(prefix\)/,
      )
      doesNotMatch(ensured.stdout, /index|raw_entities|vendors/)
      await site.query(
        `insert into silver.vendors select 'p30', name, '', 0, 0, '{}' from (values ('a'), ('b')) as v(name)`,
      )
      for (const step of ['ingest', 'transform']) {
        const { code, stderr } = await cli(step)
        equal(code, 3, stderr)
        equal(stderr.match(/⚠ not-atomic-across-servers/g)?.length, 1, stderr)
      }
      const kept = await site.query(
        `select external_id, regexp_replace(message, ':.*', '') as message from drydock.quarantine order by line`,
      )
      const violates = (table: string) =>
        `new row for relation "${table}" violates check constraint "refused"`
      deepEqual(
        kept.map((row) => Object.values(row).join(' ')),
        [
          `p10 ${violates('raw_entities')}`,
          `p20 ${violates('vendors')}`,
          'p30 several rows have this key',
          'p30 several rows have this key',
          'p310 name',
        ],
      )
      const [run] = (await runs(site, 'transform')).slice(-1)
      const journal = `select count(*) from drydock.row_changes where run_id = '${run?.['run_id'] ?? ''}'`
      deepEqual(
        [
          await number(site, journal),
          await number(site, 'select count(*) - 2 from silver.vendors'),
        ],
        [396, 396],
      )

      await shardTable(engine, { url: site.target, adminUrl: site.targetAdmin }, shards, {
        ...SILVER,
        name: 'by_name',
        by: 'name',
      })
      site.define({ ...PIPELINE, silver: { ...(PIPELINE['silver'] as Json), table: 'by_name' } })
      const refused = await cli('transform')
      equal(refused.code, 2)
      match(
        refused.stderr,
        /a row cannot move from one server to another[^]*partition the table by "prefix"/,
      )
    })

    it('asks for nothing again that an enrichment has put on the server that had committed', async () => {
      const service = await startService()
      service.onAsk(({ url }, response) => sendJson(response, { town: `Town of ${url.pathname}` }))
      try {
        const { site, shards } = await setUp()
        const town = {
          ...{ type: 'http', url: `${service.url}/{id}`, for: 'ieee', lacking: ['town'] },
          retry: { attempts: 1 },
        }
        site.define({ ...PIPELINE, enrich: { town } })
        await site.ingest()
        for (const shard of shards) await fitBrakes(shard, ['raw_entities'])
        const answers = () =>
          number(
            site,
            `select count(*) from bronze.raw_entities where source_system = 'enrich:town'`,
          )
        const broken = await killAmid(shards, () => site.enrich())
        match(broken.result, /"failed":\[{"source":"enrich:town"/)
        await broken.back()
        const kept = await answers()
        ok(kept > 20 && kept < 80, `${kept} answers`)
        const before = service.asked.length
        await site.enrich()
        equal(service.asked.length - before, 300 - kept)
        equal(await answers(), 300)
        const [half, rest] = await runs(site, 'enrich')
        deepEqual(
          [half?.['status'], half?.['applied'], rest?.['applied']],
          ['failed', String(kept), String(300 - kept)],
        )
        await site.undo(half?.['run_id'] ?? '')
        equal(await answers(), 300 - kept)
      } finally {
        await service.close()
      }
    })

    it('is what it would have been where a server dies while the other has committed', async () => {
      const { site, shards } = await setUp()
      const plain = await pipelineSite(engine, PIPELINE)
      await plain.querySource(ROWS)
      await plain.ingest()
      await plain.transform()
      const expected = await contents(plain)
      for (const shard of shards) await fitBrakes(shard, ['raw_entities', 'vendors'])
      const rows = () => number(site, 'select count(*) from silver.vendors')
      const last = async (kind: string) => (await runs(site, kind)).at(-1)

      const broken = await killAmid(shards, () => site.ingest())
      match(broken.result, /"failed":\[{"source":"ieee"/)
      equal(await number(site, 'select count(*) from drydock.content_hashes'), 0)
      const ingested = await rowsOf(broken.committed, 'raw_entities')
      ok(ingested > 100)
      await broken.back()
      await site.ingest()
      deepEqual((await contents(site)).bronze, expected.bronze)
      const [half] = await runs(site, 'ingest')
      deepEqual([half?.['status'], half?.['applied']], ['failed', String(ingested)])

      const stopped = await killAmid(shards, () => site.transform())
      match(stopped.result, /which of these are committed is not known before all servers are up/)
      const written = await rowsOf(stopped.committed, 'vendors')
      ok(written > 100)
      await stopped.back()
      const second = await site.transform()
      deepEqual(await contents(site), expected)
      const [first] = await runs(site, 'transform')
      equal(first?.['applied'], String(written))
      equal(written + second.run.counts.applied, expected.silver.length)

      // Each run takes back its own part.
      await site.undo(second.run.id)
      equal(await rows(), written)
      await site.undo(first?.['run_id'] ?? '')
      equal(await rows(), 0)

      const { path, plan } = await site.plan()
      const parted = await killAmid(shards, () => site.apply(path))
      match(parted.result, /stopped after 0 of \d+ changes/)
      await parted.back()
      const { run: resumed } = await site.apply(path)
      const { changes } = plan
      deepEqual(resumed.counts, { total: changes, applied: changes, drifted: 0, failed: 0 })
      deepEqual(await contents(site), expected)

      await (await killAmid(shards, () => site.undo(resumed.id))).back()
      const undone = await site.undo(resumed.id)
      deepEqual([undone.counts.drifted, undone.counts.failed], [0, 0])
      equal(await rows(), 0)
      equal((await last('transform'))?.['status'], 'undone')

      const nmap = (await last('ingest'))?.['run_id'] ?? ''
      await (await killAmid(shards, () => site.undo(nmap))).back()
      await site.undo(nmap)
      equal((await last('ingest'))?.['status'], 'undone')
      await site.ingest()
      await site.transform()
      deepEqual(await contents(site), expected)
    })
  },
  { where: (engine) => engine.kind === 'postgres' && isNewest(engine) },
)

/** All rows, without what no two runs have in common. */
async function contents(site: PipelineSite) {
  const bronze = await site.query(`
select entity_type, source_system, external_id, raw_data::text as record, count(*) as versions
from bronze.raw_entities group by 1, 2, 3, raw_data::text order by 2, 3, 4`)
  const silver = await site
    .query(
      `
select prefix, name, address, devices, data_quality_score as score, quality_flags as flags,
  regexp_replace(provenance::text, '"run": "[^"]*"', '"run"', 'g') as provenance
from silver.vendors order by 1`,
    )
    .catch(() => [])
  return { bronze, silver }
}

async function number(site: PipelineSite, query: string): Promise<number> {
  const [row] = await site.query(`select (${query}) as n`)
  return Number(row?.['n'])
}

const runs = (site: PipelineSite, kind: string) =>
  site.query(
    `select run_id, status, applied from drydock.runs where kind = '${kind}' order by started_at`,
  )

async function rowsOf({ engine, database }: Shard, table: string): Promise<number> {
  const [row] = await engine.query(database.url, `select count(*) as rows from ${table}`)
  return Number(row?.['rows'])
}
