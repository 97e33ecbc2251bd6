import { deepEqual, equal, ok } from 'node:assert/strict'
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
  return { folder, query: (sql: string) => engine.query(url, sql) }
}

describeEngines(
  'an ingestion that is killed',
  (engine) => {
    it('leaves whole batches, and the next one adds the rest and nothing twice', async () => {
      const site = await setUp(engine)
      const ingest = ['ingest', 'it.pipeline.jsonc', '--yes', '--quiet']
      const running = startCli(ingest, { cwd: site.folder })
      const written = async () => {
        const [row] = await site
          .query('select count(*)::text as rows from bronze.raw_entities')
          .catch(() => [])
        return Number(row?.['rows'] ?? 0)
      }
      while ((await written()) === 0) await sleep(10)
      running.process.kill('SIGKILL')
      await running.result
      const left = await written()
      ok(left > 0 && left < RECORDS * 0.9, `${left} rows were written`)
      const [hashes] = await site.query('select count(*)::text as n from drydock.content_hashes')
      equal(hashes?.['n'], String(left), 'each has its hash, and no other has')
      const next = await runCli(ingest, { cwd: site.folder })
      equal(next.code, 3, next.stderr)
      const [all] = await site.query(`
select count(*)::text as rows, count(distinct external_id)::text as ids,
  count(*) filter (where raw_data->>'name' <> 'Person ' || external_id)::text as wrong
from bronze.raw_entities`)
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
  },
  { where: (engine) => engine.kind === 'postgres' && isNewest(engine) },
)
