import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCli, startCli } from '../../helpers/cli'
import { describeEngines, isNewest, languageOf, manySessions } from '../../helpers/engines'
import {
  sendJson,
  startService,
  type Asked,
  type Service,
} from '../../unit/core/source/records/httpService'
import { changingSource } from './changingService'
import { pipelineSite, TOKEN, type Json, type PipelineSite } from './pipelineSite'

const LANGUAGES = { languages: ['postgres', 'mysql'], where: isNewest } as const

describeEngines(
  'records that are completed',
  (engine) => {
    let service: Service
    /** By id, what the service has; a number is a status. */
    let towns: Record<string, object | number | string>
    let [now, most] = [0, 0]

    before(async () => {
      service = await startService()
    })
    after(() => service.close())
    beforeEach(() => {
      towns = {}
      ;[now, most] = [0, 0]
      service.onAsk((asked, response) => {
        most = Math.max(most, ++now)
        setTimeout(() => {
          now--
          const town = towns[idOf(asked)] ?? 404
          if (typeof town !== 'number') return sendJson(response, town)
          response.writeHead(town).end(`no ${asked.headers.authorization ?? ''}`)
        }, 5)
      })
    })

    const idOf = ({ url }: Asked) => decodeURIComponent(url.pathname.slice('/people/'.length))
    const asked = () => service.asked.map(idOf)

    const pipeline = (more: object = {}): Json => ({
      entity: 'person',
      sources: { crm: { type: 'ndjson', path: 'crm.ndjson', id: 'id' } },
      enrich: {
        town: {
          ...{ type: 'http', url: `${service.url}/people/{id}`, for: 'crm' },
          ...{ lacking: ['town', 'address.zip'], auth: { bearer: '${secret:TOKEN}' } },
          ...{ retry: { attempts: 2, first: 0.01 }, ...more },
        },
      },
      silver: {
        table: 'people',
        key: 'id',
        fields: { name: 'name', town: { from: { crm: 'town', 'enrich:town': 'name' } } },
      },
    })
    const people = (site: PipelineSite, records: readonly object[]) =>
      writeFileSync(
        join(site.folder, 'crm.ndjson'),
        records.map((record) => `${JSON.stringify(record)}\n`).join(''),
      )
    const setUp = async (records: readonly object[], more: object = {}) => {
      const site = await pipelineSite(engine, pipeline(more))
      people(site, records)
      await site.ingest()
      return site
    }
    const whole = { town: 'Ulm', address: { zip: '89073' } }
    const bronze = (site: PipelineSite) =>
      site.query(
        'select source_system, external_id, raw_data, ingestion_run_id, ingested_at from bronze.raw_entities order by 1, 2, 5',
      )

    it('are asked for once, where they lack something, and come into the merge with their source', async () => {
      const site = await setUp([
        { id: 'a', name: 'A', ...whole },
        { id: 'b', name: 'B', town: null, address: { zip: '1' } },
        { id: 'c', name: 'C', town: ' \t', address: { zip: '1' } },
        { id: 'd/ä?', name: 'D', town: 'Bonn' },
        { id: '..', name: 'E' },
      ])
      towns = { b: { name: 'Bern' }, 'd/ä?': { name: 'Dover' } }
      const { sources, failed } = await site.enrich()
      deepEqual(failed, [])
      deepEqual(asked().sort(), ['b', 'c', 'd/ä?'])
      const { source, counts, run } = sources[0] ?? {}
      deepEqual(
        [source, counts, run?.status],
        [
          'enrich:town',
          { created: 2, changed: 0, unchanged: 0, missing: 1, quarantined: 1 },
          'completed',
        ],
      )
      const kept = await site.query(
        'select stage, source, external_id, code from drydock.quarantine',
      )
      deepEqual(
        kept.map((row) => Object.values(row).join(' ')),
        ['enrich enrich:town .. source-no-address'],
      )
      const runs = await site.query(
        `select status, records_processed, records_created from meta.ingestion_runs where source_system = 'enrich:town'`,
      )
      deepEqual(
        runs.map((row) => Object.values(row).join(' ')),
        ['completed 4 2'],
      )
      equal(service.asked[0]?.headers.authorization, `Bearer ${TOKEN}`)
      // Neither the one that was found nor the one that was not is asked for again.
      await site.enrich()
      deepEqual(asked().sort(), ['b', 'c', 'd/ä?'])
      await site.transform()
      const rows = await site.query('select id, town, provenance from silver.people order by id')
      deepEqual(rows.map(({ id, town }) => `${id} ${town}`).sort(), [
        '.. null',
        'a Ulm',
        'b Bern',
        'c null',
        'd/ä? Bonn',
      ])
      const provenance = JSON.parse(rows.find(({ id }) => id === 'b')?.['provenance'] ?? '') as {
        cells: { town: object }
        sources: Record<string, object>
      }
      deepEqual(provenance.cells.town, { source: 'enrich:town', rule: 'priority' })
      ok('enrich:town' in provenance.sources)
    })

    // An embedded database is slow to begin, and speaks the same SQL as the server of its kind.
    if (!manySessions(engine)) return

    it('are asked for again where they have changed, or when it is time', async () => {
      const records = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
      const site = await setUp(records)
      towns = { b: { name: 'Bern' }, c: { name: 'Celle' } }
      await site.enrich()
      people(site, [{ id: 'a', more: 1 }, { id: 'b', more: 1 }, { id: 'c' }])
      await site.ingest()
      towns = { a: { name: 'Aachen' }, b: { name: 'Bern' } }
      const [second] = (await site.enrich()).sources
      deepEqual(asked().slice(3).sort(), ['a', 'b'])
      deepEqual(second?.counts, {
        created: 1,
        changed: 0,
        unchanged: 1,
        missing: 0,
        quarantined: 0,
      })
      // What was told again as it had been counts as told.
      await site.enrich()
      equal(asked().length, 5)
      people(site, [...records.slice(1), { id: 'x' }])
      await site.ingest({ acceptVanished: true })
      await site.enrich()
      deepEqual(asked().slice(5).sort(), ['b', 'x'])
      site.define(pipeline({ retryMissingAfter: '0s' }))
      await site.enrich()
      deepEqual(asked().slice(7), ['x'])
    })

    it('are asked for again where an ingestion has changed them that was at work meanwhile', async () => {
      const crm = await startService()
      let page: 'waits' | 'comes' = 'comes'
      let arrived = () => undefined as void
      let answer = () => undefined as void
      crm.onAsk((asked, response) => {
        if (asked.url.searchParams.get('after') === null)
          return sendJson(response, { items: [{ id: 'x', ...whole }], next: 'x' })
        const send = () =>
          sendJson(response, { items: [{ id: 'a', asked: crm.asked.length }], next: null })
        if (page === 'comes') return send()
        answer = send
        arrived()
      })
      try {
        const site = await pipelineSite(engine, {
          ...pipeline(),
          sources: { crm: changingSource(crm) },
        })
        await site.ingest()
        page = 'waits'
        const waiting = new Promise<void>((resolve) => (arrived = resolve))
        const ingesting = site.ingest()
        await waiting
        await site.enrich()
        deepEqual(asked(), ['a'])
        answer()
        equal((await ingesting).sources[0]?.counts.changed, 1)
        await site.enrich()
        deepEqual(asked(), ['a', 'a'])
        await site.enrich()
        deepEqual(asked(), ['a', 'a'])
      } finally {
        await crm.close()
      }
    })

    it('leave bronze as it was when that is undone, and are asked for again then', async () => {
      const site = await setUp([{ id: 'a' }, { id: 'b' }])
      towns = { a: { name: 'Aachen' } }
      const before = await bronze(site)
      const [first] = (await site.enrich()).sources
      equal((await bronze(site)).length, 3)
      const undo = await site.undo(first?.run.id ?? '')
      deepEqual([undo.status, undo.counts.applied], ['completed', 1])
      deepEqual(await bronze(site), before)
      const [again] = (await site.enrich()).sources
      deepEqual([again?.counts.created, again?.counts.missing], [1, 1])
    })

    it('are asked for by so many at a time, and stop at a limit', async () => {
      const records = Array.from({ length: 230 }, (_, index) => ({ id: `p${index}` }))
      const site = await setUp(records, { concurrency: 3 })
      towns = Object.fromEntries(records.map(({ id }) => [id, { name: id }]))
      const [first] = (await site.enrich({ limit: 30 })).sources
      equal(first?.counts.created, 30)
      const [rest] = (await site.enrich()).sources
      equal(rest?.counts.created, 200)
      deepEqual([new Set(asked()).size, asked().length, most], [230, 230, 3])
    })

    it('are kept with the reason where there is no answer, which stops no other one', async () => {
      const site = await setUp([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }, { id: 'e' }])
      towns = { a: '{"name": "Aa', b: 403, c: { name: 'Celle' }, d: [{ x: 1 }, { x: 2 }], e: '[7]' }
      const [first] = (await site.enrich()).sources
      deepEqual([first?.counts.created, first?.counts.quarantined], [1, 4])
      const kept = await site.query(
        'select external_id as id, locator, code, message, raw from drydock.quarantine order by 1',
      )
      deepEqual(
        kept.map(({ id, code }) => `${id} ${code}`),
        ['a source-unavailable', 'b source-refused', 'd source-changed-shape', 'e object'],
      )
      equal(kept[0]?.['locator'], `${service.url}/people/a for "a"`)
      const log = await site.query('select message from drydock.run_log')
      const shown = JSON.stringify([kept, log])
      ok(!shown.includes('secret') && shown.includes('***'), shown)
    })

    it('end with a source that never answers, and keep what was written', async () => {
      const records = Array.from({ length: 60 }, (_, index) => ({ id: `p${100 + index}` }))
      const site = await setUp(records, { retry: { attempts: 1 } })
      towns = Object.fromEntries(
        records.map(({ id }, index) => [id, index < 30 ? { name: id } : 500]),
      )
      const { failed, sources } = await site.enrich()
      deepEqual(sources, [])
      match(failed[0]?.error.message ?? '', /20 questions in a row had no answer, .* answered 500/)
      towns = Object.fromEntries(records.map(({ id }) => [id, { name: id }]))
      const [next] = (await site.enrich()).sources
      equal(next?.counts.created, 30)
      const runs = await site.query(
        `select status from meta.ingestion_runs where source_system = 'enrich:town' order by started_at`,
      )
      deepEqual(
        runs.map(({ status }) => status),
        ['failed', 'completed'],
      )
    })

    it('that never have an answer keep no other one from having one', async () => {
      const ids = Array.from({ length: 70 }, (_, index) => `p${100 + index}`)
      const site = await setUp([], { retry: { attempts: 1 }, concurrency: 1 })
      towns = Object.fromEntries(ids.map((id) => [id, 500]))
      const add = async (some: readonly string[]) => {
        people(
          site,
          some.map((id) => ({ id })),
        )
        await site.ingest()
      }
      for (const count of [15, 30, 45, 60]) {
        await add(ids.slice(0, count))
        await site.enrich()
      }
      equal(asked().length, 15 + 30 + 35 + 35)
      await add([...ids, 'new'])
      towns = { ...towns, new: { name: 'Neuss' } }
      const { sources, failed } = await site.enrich()
      deepEqual(failed, [])
      deepEqual([sources[0]?.counts.created, sources[0]?.counts.quarantined], [1, 30])
      const log = await site.query(`select message from drydock.run_log where level = 'warning'`)
      match(JSON.stringify(log), /20 records in a row that had no answer before have none now/)
    })

    it('wait as long as the source asks', async () => {
      const site = await setUp([{ id: 'a' }])
      const moments: number[] = []
      service.onAsk((_, response) => {
        if (moments.push(performance.now()) === 2) return sendJson(response, { name: 'Aachen' })
        response.writeHead(429, { 'retry-after': '1' }).end()
      })
      const [first] = (await site.enrich()).sources
      equal(first?.counts.created, 1)
      const [refused = 0, answered = 0] = moments
      ok(answered - refused >= 990, `${answered - refused} ms`)
    })

    if (languageOf(engine) === 'postgres')
      it('are not asked for twice where the process was killed, from the command line', async () => {
        const records = Array.from({ length: 600 }, (_, index) => ({ id: `p${index}` }))
        const site = await setUp(records)
        towns = Object.fromEntries(records.map(({ id }) => [id, { name: id }]))
        const env = { NO_COLOR: '1', DRYDOCK_SECRET_TOKEN: TOKEN }
        const enrich = ['enrich', 'it.pipeline.jsonc', '--yes', '--quiet']
        const running = startCli(enrich, { cwd: site.folder, env })
        const written = async () =>
          (await bronze(site)).filter((row) => row['source_system'] === 'enrich:town').length
        while ((await written()) === 0) await sleep(10)
        running.process.kill('SIGKILL')
        await running.result
        const left = await written()
        ok(left < 500, `${left} were written`)
        const before = asked().length
        const next = await runCli(enrich, { cwd: site.folder, env })
        equal(next.code, 0, next.stderr)
        match(next.stdout, new RegExp(`New Records: ${600 - left}\\n[^]*Not Found: 0\\nRun: `))
        equal(asked().length - before, 600 - left)
        equal(await written(), 600)
      })
  },
  LANGUAGES,
)
