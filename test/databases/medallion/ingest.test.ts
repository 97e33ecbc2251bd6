import { deepEqual, equal, match } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeEngines, languageOf } from '../../helpers/engines'
import { pipelineSite } from './pipelineSite'

const LANGUAGES = { languages: ['postgres', 'mysql'] } as const

const nameOf = { postgres: `raw_data->>'name'`, mysql: `json_value(raw_data, '$.name')` }

const PEOPLE = {
  entity: 'user',
  sources: {
    hr: {
      type: 'query',
      environment: 'upstream',
      sql: 'select id, name, email from people order by id is null desc, id, name',
      id: 'id',
    },
  },
}

describeEngines(
  'a source that is ingested',
  (engine) => {
    const setUp = async () => {
      const site = await pipelineSite(engine, PEOPLE)
      await site.querySource('create table people (id integer, name text, email text)')
      return site
    }
    const bronze = (site: Awaited<ReturnType<typeof setUp>>) =>
      site.query(
        `select external_id, ${nameOf[languageOf(engine)]} as name from bronze.raw_entities order by external_id, ingested_at`,
      )

    it('adds what is new, then what has changed, and nothing else', async () => {
      const site = await setUp()
      const people = Array.from(
        { length: 2500 },
        (_, index) => `(${index + 1}, 'Person ${index + 1}', 'p${index + 1}@example.com')`,
      )
      await site.querySource(`insert into people values ${people.join(', ')}`)
      const first = await site.ingest()
      deepEqual(first.failed, [])
      deepEqual(
        first.sources.map(({ counts }) => [counts.created, counts.unchanged]),
        [[2500, 0]],
      )
      await site.querySource(`update people set name = 'Somebody' where id = 7`)
      await site.querySource(`insert into people values (2501, 'New', null)`)
      const second = await site.ingest()
      const { created, changed, unchanged, vanished } = second.sources[0]?.counts ?? {}
      deepEqual([created, changed, unchanged, vanished], [1, 1, 2499, 0])
      const rows = await bronze(site)
      deepEqual(
        rows.filter(({ external_id }) => external_id === '7').map(({ name }) => name),
        ['Person 7', 'Somebody'],
      )
      equal(rows.length, 2502)
      const runs = await site.query(
        `select status, records_processed, records_created, records_updated from meta.ingestion_runs order by started_at`,
      )
      deepEqual(
        runs.map((run) => Object.values(run).join(' ')),
        ['completed 2500 2500 0', 'completed 2501 1 1'],
      )
    })

    it('is undone, and then ingested as if it had never been', async () => {
      const site = await setUp()
      await site.querySource(`insert into people values (1, 'One', null), (2, 'Two', null)`)
      await site.ingest()
      const before = await bronze(site)
      await site.querySource(`update people set name = 'Other' where id = 2`)
      await site.querySource(`insert into people values (3, 'Three', null)`)
      const [second] = (await site.ingest()).sources
      equal((await bronze(site)).length, 4)
      const undo = await site.undo(second?.run.id ?? '')
      deepEqual([undo.status, undo.counts.applied], ['completed', 2])
      deepEqual(await bronze(site), before)
      const [third] = (await site.ingest()).sources
      deepEqual([third?.counts.created, third?.counts.changed], [1, 1])
      const runs = await site.query(
        `select status, error_message from meta.ingestion_runs order by started_at`,
      )
      deepEqual(
        runs.map(({ status }) => status),
        ['completed', 'failed', 'completed'],
      )
      match(runs[1]?.['error_message'] ?? '', /^undone by run /)
    })

    it('marks what has vanished, and takes it up again when it returns', async () => {
      const site = await setUp()
      await site.querySource(`insert into people values (1, 'One', null), (2, 'Two', null)`)
      await site.ingest()
      await site.querySource('delete from people where id = 2')
      const [second] = (await site.ingest()).sources
      deepEqual([second?.counts.vanished, second?.counts.unchanged], [1, 1])
      const [again] = (await site.ingest()).sources
      deepEqual([again?.counts.vanished, again?.counts.unchanged], [0, 1])
      await site.querySource(`insert into people values (2, 'Two', null)`)
      const [third] = (await site.ingest()).sources
      deepEqual([third?.counts.created, third?.counts.unchanged], [1, 1])
    })

    it('marks all as vanished where nothing is left', async () => {
      const site = await setUp()
      await site.querySource(`insert into people values (1, 'One', null), (2, 'Two', null)`)
      await site.ingest()
      await site.querySource('delete from people')
      const [second] = (await site.ingest()).sources
      equal(second?.counts.vanished, 2)
    })

    it('does not take for vanished what it could not read', async () => {
      const site = await pipelineSite(
        engine,
        { entity: 'user', sources: { list: { type: 'csv', path: 'people.csv', id: 'id' } } },
        { 'people.csv': 'id,name\n1,One\n2,Two\n3,Three\n' },
      )
      await site.ingest()
      writeFileSync(join(site.folder, 'people.csv'), 'id,name\n1,One\n2,Two,many,more\n')
      const [second] = (await site.ingest()).sources
      deepEqual([second?.counts.quarantined, second?.counts.vanished], [1, 0])
      const [accepted] = (await site.ingest({ acceptVanished: true })).sources
      equal(accepted?.counts.vanished, 2)
    })

    it('has nothing vanish in a first reading that gives a record twice', async () => {
      const hr = { ...PEOPLE.sources.hr, sql: 'select id, name from people order by name' }
      const site = await pipelineSite(engine, { ...PEOPLE, sources: { hr }, batchSize: 2 })
      // An id of the first batch comes again in the second one.
      await site.querySource('create table people (id integer, name text)')
      await site.querySource(
        `insert into people values (1, 'a'), (2, 'b'), (3, 'c'), (1, 'd'), (4, 'e')`,
      )
      const { sources, failed } = await site.ingest()
      deepEqual(failed, [])
      const { created, quarantined, vanished } = sources[0]?.counts ?? {}
      deepEqual([created, quarantined, vanished], [4, 1, 0])
    })

    it('knows what scripts of others have put into bronze', async () => {
      const site = await setUp()
      await site.querySource(`insert into people values (1, 'One', null), (2, 'Two', null)`)
      await site.ingest({ limit: 0 })
      const run = '4dd8b2f4-30c7-4d1a-9b3e-0c8fb3f0e001'
      await site.query(`
insert into meta.ingestion_runs (run_id, source_system, entity_type, started_at, completed_at, status)
values ('${run}', 'hr', 'user', now(), now(), 'completed')`)
      await site.query(`
insert into bronze.raw_entities (entity_type, source_system, external_id, raw_data, ingestion_run_id)
values ('user', 'hr', '1', '{"name": "One", "id": "1", "email": null}', '${run}'),
  ('user', 'hr', '2', '{"id": "2", "name": "Zwei", "email": null}', '${run}')`)
      const [first] = (await site.ingest()).sources
      deepEqual([first?.counts.unchanged, first?.counts.changed], [1, 1])
    })

    it('writes nothing again where other members become significant', async () => {
      const site = await setUp()
      await site.querySource(
        `insert into people values (1, 'One', 'a@example.com'), (2, 'Two', null)`,
      )
      await site.ingest()
      const hr = { ...PEOPLE.sources.hr, significant: ['name'] }
      site.define({ ...PEOPLE, sources: { hr } })
      const { sources } = await site.ingest()
      deepEqual([sources[0]?.counts.unchanged, sources[0]?.counts.changed], [2, 0])
      await site.querySource(`update people set email = 'b@example.com'`)
      const again = (await site.ingest()).sources[0]
      deepEqual([again?.counts.unchanged, again?.counts.changed], [2, 0])
      site.define(PEOPLE)
      const before = (await site.ingest()).sources[0]
      deepEqual([before?.counts.unchanged, before?.counts.changed], [0, 2])
    })

    it('keeps records that cannot be used, and goes on', async () => {
      const site = await setUp()
      await site.querySource(
        `insert into people values (1, 'One', null), (null, 'Nobody', null), (1, 'Other', null), (1, 'One', null), (2, 'Two', null)`,
      )
      const [first] = (await site.ingest()).sources
      const { created, repeated, quarantined } = first?.counts ?? {}
      deepEqual([created, repeated, quarantined], [2, 1, 2])
      const kept = await site.query(
        `select code, locator, raw from drydock.quarantine order by line`,
      )
      deepEqual(
        kept.map(({ code }) => code),
        ['no-id', 'duplicate-id'],
      )
      const [again] = (await site.ingest()).sources
      deepEqual(
        [again?.counts.created, again?.counts.changed, again?.counts.quarantined],
        [0, 0, 2],
      )
    })
  },
  LANGUAGES,
)
