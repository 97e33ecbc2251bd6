import { deepEqual, equal, ok } from 'node:assert/strict'
import fc from 'fast-check'
import {
  describeEngines,
  isNewest,
  languageOf,
  manySessions,
  type Engine,
} from '../../helpers/engines'
import { changingService, changingSource, moment, type ChangingService } from './changingService'
import { pipelineSite } from './pipelineSite'

/** What a reading is asked for depends on the language of the ledger at most. */
const LANGUAGES = {
  languages: ['postgres', 'mysql'],
  where: (engine: Engine) => manySessions(engine) && isNewest(engine),
} as const

const nameOf = { postgres: `raw_data->>'name'`, mysql: `json_value(raw_data, '$.name')` }

type Site = Awaited<ReturnType<typeof pipelineSite>>

/** Of each record the name in its latest version. */
async function latest(engine: Engine, site: Site): Promise<ReadonlyMap<string, string>> {
  const rows = await site.query(
    `select external_id, ${nameOf[languageOf(engine)]} as name from bronze.raw_entities order by ingested_at`,
  )
  return new Map(rows.map(({ external_id: id, name }) => [id ?? '', name ?? '']))
}

async function logOf(site: Site, runId: string): Promise<string> {
  const lines = await site.query(
    `select message from drydock.run_log where run_id = '${runId}' order by line`,
  )
  return lines.map(({ message }) => message).join('\n')
}

describeEngines(
  'a source that is asked for what has changed',
  (engine) => {
    let service: ChangingService
    before(async () => {
      service = await changingService()
    })
    after(() => service.close())
    beforeEach(() => {
      service.records.clear()
      service.failAt(undefined)
    })

    const put = (id: string, name: string, at: number) =>
      service.records.set(id, { id, name, changed: moment(at) })
    const setUp = (since: object = {}, more: object = {}) =>
      pipelineSite(engine, {
        entity: 'user',
        batchSize: 3,
        sources: {
          api: changingSource(service, {
            since: { parameter: 'since', field: 'changed', ...since },
            ...more,
          }),
        },
      })
    const sinces = () => service.asked.map(({ url }) => url.searchParams.get('since'))

    it('is asked from the last moment on, and loses no second update of the same moment', async () => {
      const site = await setUp()
      put('a', 'A', 1)
      put('b', 'B', 2)
      await site.ingest()
      // Of the same moment as the last one that was read.
      put('c', 'C', 2)
      put('b', 'B two', 2)
      const [second] = (await site.ingest()).sources
      deepEqual([second?.counts.created, second?.counts.changed], [1, 1])
      equal(sinces().at(-1), moment(2))
      // Nothing is taken for gone that was not asked for, and without news the moment stays.
      const [third] = (await site.ingest()).sources
      deepEqual([third?.counts.unchanged, third?.counts.vanished], [2, 0])
      equal(sinces().at(-1), moment(2))
      service.records.delete('a')
      const [whole] = (await site.ingest({ full: true })).sources
      deepEqual([whole?.counts.unchanged, whole?.counts.vanished], [2, 0])
      equal(sinces().at(-1), null)
    })

    it('is asked for what shows up later within the lag', async () => {
      const site = await setUp({ lag: '1m' })
      put('a', 'A', 100)
      await site.ingest()
      put('b', 'B', 41)
      const [second] = (await site.ingest()).sources
      equal(second?.counts.created, 1)
      equal(sinces().at(-1), moment(40))
    })

    it('marks as gone what a whole reading no longer has, where that is asked for', async () => {
      const site = await setUp({}, { vanished: 'tombstone' })
      put('a', 'A', 1)
      put('b', 'B', 2)
      await site.ingest()
      service.records.delete('a')
      equal((await site.ingest()).sources[0]?.counts.vanished, 0)
      equal((await site.ingest({ full: true })).sources[0]?.counts.vanished, 1)
    })

    it('is read whole where its moments cannot be understood, which is said once', async () => {
      const site = await setUp()
      for (const id of ['a', 'b', 'c', 'd']) {
        put(id, id, 1)
        service.records.set(id, { id, name: id, changed: 'Mon, 01 Jan 2024 00:00:00 GMT' })
      }
      const [first] = (await site.ingest()).sources
      const log = await logOf(site, first?.run.id ?? '')
      equal(log.split('which is no number and no moment of ISO 8601').length, 2, log)
      await site.ingest()
      equal(sinces().at(-1), null)
    })

    it('is read whole where its definition asks for something else', async () => {
      const site = await setUp()
      put('a', 'A', 1)
      await site.ingest()
      const since = { parameter: 'since', field: 'changed' }
      const api = changingSource(service, { since, query: { kind: 'all' } })
      site.define({ entity: 'user', sources: { api } })
      await site.ingest()
      equal(sinces().at(-1), null)
      await site.ingest()
      equal(sinces().at(-1), moment(1))
    })

    it('is a query, too, which gives rows without a moment each time', async () => {
      const hr = {
        ...{
          type: 'query',
          environment: 'upstream',
          id: 'id',
          since: { field: 'changed', lag: '1s' },
        },
        sql: 'select id, name, changed from people order by id',
      }
      const site = await pipelineSite(engine, { entity: 'user', sources: { hr } })
      await site.querySource(
        'create table people (id integer, name text, changed timestamp(6) null)',
      )
      const insert = (values: string) => site.querySource(`insert into people values ${values}`)
      await insert(
        `(1, 'One', '2024-01-01 00:00:00'), (2, 'Two', '2024-01-01 00:00:05.000001'), (3, 'Three', null)`,
      )
      await site.ingest()
      await insert(
        `(4, 'Four', '2024-01-01 00:00:04.000001'), (5, 'Five', '2024-01-01 00:00:04.000000')`,
      )
      await site.querySource(`update people set name = 'Drei' where id = 3`)
      const [second] = (await site.ingest()).sources
      const { created, changed, unchanged } = second?.counts ?? {}
      deepEqual([created, changed, unchanged], [1, 1, 1], 'the one of before the lag is not read')
      const [whole] = (await site.ingest({ full: true })).sources
      deepEqual([whole?.counts.created, whole?.counts.unchanged], [1, 4])
    })

    it('ends as the source is, whatever ran, failed and was undone before', async () => {
      const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
      const step = fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record({
            do: fc.constant('update' as const),
            id: fc.constantFrom(...IDS),
            back: fc.integer({ min: 0, max: 5 }),
            on: fc.integer({ min: 0, max: 2 }),
          }),
        },
        {
          weight: 2,
          arbitrary: fc.record({
            do: fc.constant('ingest' as const),
            fails: fc.option(fc.integer({ min: 1, max: 3 })),
          }),
        },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat() }) },
      )
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
          service.records.clear()
          const site = await setUp({ lag: '5s' })
          let [now, version] = [10, 0]
          const runs: string[] = []
          for (const one of steps) {
            if (one.do === 'update') {
              now += one.on
              put(one.id, `version ${++version}`, now - one.back)
            } else if (one.do === 'ingest') {
              service.failAt(one.fails ?? undefined)
              const { sources, failed } = await site.ingest()
              runs.push(...sources.map(({ run }) => run.id))
              ok(one.fails !== null || failed.length === 0)
            } else {
              const [runId] = runs.splice(one.which % Math.max(1, runs.length), 1)
              if (runId !== undefined) await site.undo(runId)
            }
          }
          service.failAt(undefined)
          // One that goes on where another broke off does not read that one's pages again; the next one finds what has changed in them.
          for (const _ of [1, 2]) deepEqual((await site.ingest()).failed, [])
          const expected = [...service.records.values()].map(({ id, name }) => [id, name] as const)
          deepEqual(new Map([...(await latest(engine, site))].sort()), new Map(expected.sort()))
        }),
        { numRuns: 10, endOnFailure: true },
      )
    })
  },
  LANGUAGES,
)
