import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCli, startCli } from '../../helpers/cli'
import { describeEngines, isNewest, type Engine } from '../../helpers/engines'
import { workspaceFolder } from '../../helpers/temporary'

const RECORDS = 60_000

/** Every tenth record has an id of its neighbour, and cannot be used. */
function records(): string {
  return Array.from({ length: RECORDS }, (_, index) => {
    const id = index % 10 === 9 ? index - 1 : index
    return `{"id":${id},"name":"Person ${index}","note":"${'x'.repeat(80)}"}\n`
  }).join('')
}

async function setUp(engine: Engine) {
  const { url } = await engine.createDatabase()
  const folder = workspaceFolder({
    'drydock.jsonc': { environments: { sandbox: { url: '${env:URL}' } } },
    '.env': `URL='${url}'\n`,
    'it.pipeline.jsonc': {
      target: { environment: 'sandbox' },
      entity: 'person',
      sources: { hr: { type: 'ndjson', path: 'hr.ndjson', id: 'id' } },
      silver: { table: 'people', key: 'id', fields: { name: 'name' } },
    },
    'hr.ndjson': records(),
  })
  const query = (sql: string) => engine.query(url, sql)
  const written = async () => {
    const [row] = await query('select count(*)::text as rows from bronze.raw_entities').catch(
      () => [],
    )
    return Number(row?.['rows'] ?? 0)
  }
  /** Starts a command, and kills it once so many records are there. */
  const killAt = async (args: readonly string[], records: number) => {
    const running = startCli([...args], { cwd: folder })
    while ((await written()) < records) await sleep(10)
    running.process.kill('SIGKILL')
    await running.result
    return written()
  }
  return { folder, query, killAt }
}

const BRONZE = `
select count(*)::text as rows, count(distinct external_id)::text as ids,
  count(*) filter (where raw_data->>'name' <> 'Person ' || external_id)::text as wrong
from bronze.raw_entities`

describeEngines(
  'an ingestion that is killed',
  (engine) => {
    it('leaves whole batches, and the next one adds the rest and nothing twice', async () => {
      const site = await setUp(engine)
      const ingest = ['ingest', 'it.pipeline.jsonc', '--yes', '--quiet']
      const left = await site.killAt(ingest, 1)
      ok(left > 0 && left < RECORDS * 0.9, `${left} rows were written`)
      const [hashes] = await site.query('select count(*)::text as n from drydock.content_hashes')
      equal(hashes?.['n'], String(left), 'each has its hash, and no other has')
      const next = await runCli(ingest, { cwd: site.folder })
      equal(next.code, 3, next.stderr)
      const [all] = await site.query(BRONZE)
      deepEqual(all, { rows: '54000', ids: '54000', wrong: '0' })
      const runs = await site.query(
        'select status, error_message from meta.ingestion_runs order by started_at',
      )
      deepEqual(runs, [
        { status: 'failed', error_message: 'its process ended before it did' },
        { status: 'completed', error_message: null },
      ])
      const [kept] = await site.query(`
select count(*)::text as n from drydock.quarantine
where run_id = (select run_id from drydock.runs order by started_at desc limit 1)`)
      equal(kept?.['n'], '6000')
    })

    it('goes on with its plan, where it has one, as if nothing had been', async () => {
      const site = await setUp(engine)
      const cli = (...args: string[]) => runCli([...args, '--quiet'], { cwd: site.folder })
      await cli('ingest', 'it.pipeline.jsonc', '--plan', '--out', 'it.plan')
      const apply = ['apply', 'it.plan', '--yes', '--quiet']
      const left = await site.killAt(apply, 1)
      ok(left > 0 && left < RECORDS * 0.9, `${left} rows were written`)
      const [hashes] = await site.query('select count(*)::text as n from drydock.content_hashes')
      equal(hashes?.['n'], String(left))
      // While it keeps what cannot be used, or after that.
      equal(await site.killAt(apply, 54_000), 54_000)
      const last = await cli('apply', 'it.plan', '--yes', '--format', 'json')
      equal(last.code === 0 ? 3 : last.code, 3, last.stderr)
      deepEqual(await site.query(BRONZE), [{ rows: '54000', ids: '54000', wrong: '0' }])
      const state = await site.query(`
select r.status, r.total, r.applied, r.failed, m.status as meta, m.records_processed as processed, m.records_created as created,
  i.completed, (select count(*) from drydock.quarantine q where q.run_id = r.run_id) as kept
from drydock.runs r join drydock.ingestions i using (run_id)
join meta.ingestion_runs m on m.run_id::text = i.ingestion_run_id`)
      deepEqual(state, [
        {
          ...{ status: 'completed', total: '60000', applied: '54000', failed: '6000' },
          ...{
            meta: 'completed',
            processed: '60000',
            created: '54000',
            completed: 't',
            kept: '6000',
          },
        },
      ])
      const next = await cli('ingest', 'it.pipeline.jsonc', '--yes', '--format', 'json')
      match(next.stdout, /"created":0,"changed":0,"unchanged":54000,/)
    })

    it('is not gone on with once somebody has ingested since', async () => {
      const site = await setUp(engine)
      const cli = (...args: string[]) => runCli([...args, '--quiet'], { cwd: site.folder })
      await cli('ingest', 'it.pipeline.jsonc', '--plan', '--out', 'it.plan')
      await site.killAt(['apply', 'it.plan', '--yes', '--quiet'], 1)
      equal((await cli('ingest', 'it.pipeline.jsonc', '--yes')).code, 3)
      const late = await cli('apply', 'it.plan', '--yes')
      equal(late.code, 1)
      match(late.stderr, /somebody has ingested since run \S+ stopped\n {2}plan again/)
      deepEqual(await site.query(BRONZE), [{ rows: '54000', ids: '54000', wrong: '0' }])
    })
  },
  { where: (engine) => engine.kind === 'postgres' && isNewest(engine) },
)
