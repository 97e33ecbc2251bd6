/** Bronze and meta by other names; the tests on MySQL have them so all the time. */
import { deepEqual } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeEngines, isNewest } from '../../helpers/engines'
import { pipelineSite } from './pipelineSite'

describeEngines(
  'a pipeline whose layers have other names',
  (engine) => {
    it('finds them by these and makes no others', async () => {
      const site = await pipelineSite(engine, {
        target: { environment: 'sandbox', layers: { bronze: 'Raw_Dev', meta: 'meta_dev' } },
        entity: 'thing',
        sources: { file: { type: 'ndjson', path: 'things.ndjson', id: 'id' } },
        silver: { schema: 'Clean', table: 'things', key: 'id', fields: { a: 'a' } },
      })
      const read = async (...records: readonly string[]) => {
        writeFileSync(join(site.folder, 'things.ndjson'), records.join('\n'))
        const { sources } = await site.ingest()
        await site.transform()
        return sources[0]?.run.id ?? ''
      }
      await read('{"id":"1","a":"x"}')
      const second = await read('{"id":"1","a":"y"}', '{"id":"2"}')
      await site.undo(second)
      await site.transform()
      const [row] = await site.query(`
select (select count(*) from "Raw_Dev".raw_entities) as raw, (select count(*) from meta_dev.ingestion_runs) as runs,
  (select string_agg(a, ',') from "Clean".things) as clean, to_regnamespace('bronze') as bronze, to_regnamespace('meta') as meta`)
      deepEqual(row, { raw: '1', runs: '5', clean: 'x', bronze: null, meta: null })
    })
  },
  { where: isNewest },
)
