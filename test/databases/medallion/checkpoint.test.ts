import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCli, startCli } from '../../helpers/cli'
import { describeEngines, isNewest, manySessions, type Engine } from '../../helpers/engines'
import { changingService, changingSource, moment, type ChangingService } from './changingService'
import { pipelineSite, type PipelineSite } from './pipelineSite'

const LANGUAGES = {
  languages: ['postgres', 'mysql'],
  where: (engine: Engine) => manySessions(engine) && isNewest(engine),
} as const

const idOf = (index: number) => `r${String(index).padStart(3, '0')}`

/** Pages of three, a batch each. */
function fill(service: ChangingService, count: number): void {
  service.records.clear()
  for (let index = 0; index < count; index++)
    service.records.set(idOf(index), { id: idOf(index), name: 'x', changed: moment(index) })
}

const pipelineOf = (service: ChangingService, more: object = {}) => ({
  target: { environment: 'sandbox' },
  entity: 'user',
  batchSize: 3,
  sources: { api: changingSource(service, more) },
})

async function logOf(site: PipelineSite, runId = ''): Promise<string> {
  const lines = await site.query(
    `select message from drydock.run_log where run_id = '${runId}' order by line`,
  )
  return lines.map(({ message }) => message).join('\n')
}

describeEngines(
  'a reading that broke off',
  (engine) => {
    let service: ChangingService
    before(async () => {
      service = await changingService()
    })
    after(() => service.close())

    /** Fifteen records, of which the first run has written nine. */
    const brokenOff = async (more: object = {}) => {
      fill(service, 15)
      const site = await pipelineSite(engine, pipelineOf(service, more))
      service.failAt(4)
      const { failed } = await site.ingest()
      equal(failed.length, 1)
      service.failAt(undefined)
      const asked = service.asked.length
      const places = () =>
        service.asked.slice(asked).map(({ url }) => url.searchParams.get('after'))
      const ids = async () =>
        (await site.query('select external_id as id from bronze.raw_entities order by 1')).map(
          ({ id }) => id,
        )
      equal((await ids()).length, 9)
      return { site, places, ids, runId: failed[0]?.error.message.match(/run (\S+)/)?.[1] ?? '' }
    }

    it('goes on after the last page that is in bronze, and takes nothing for gone', async () => {
      const { site, places, ids } = await brokenOff()
      const [next] = (await site.ingest()).sources
      equal(places()[0], idOf(8))
      deepEqual([next?.counts.created, next?.counts.vanished], [6, 0])
      match(await logOf(site, next?.run.id), /is found by the next run, which reads all/)
      deepEqual(await ids(), [...service.records.keys()])
      // The one after it knows all again.
      service.records.delete(idOf(1))
      const [last] = (await site.ingest()).sources
      deepEqual([last?.counts.unchanged, last?.counts.vanished], [14, 1])
      equal(places().filter((place) => place === null).length, 1)
    })

    it('breaks off again, and goes on from there, or from where it began', async () => {
      const { site, places, ids } = await brokenOff()
      service.failAt(0)
      await site.ingest()
      service.failAt(undefined)
      const [next] = (await site.ingest()).sources
      deepEqual(places().slice(0, 2), [idOf(8), idOf(8)])
      equal(next?.counts.created, 6)
      deepEqual(await ids(), [...service.records.keys()])
    })

    it('leaves the moment up to which changes are known', async () => {
      const { site, places } = await brokenOff({ since: { parameter: 'since', field: 'changed' } })
      // The latest change is on a page of the first part.
      service.records.set(idOf(0), { id: idOf(0), name: 'x', changed: moment(0) })
      await site.ingest()
      equal(places()[0], idOf(8))
      await site.ingest()
      // Nobody has read those pages again.
      equal(service.asked.at(-1)?.url.searchParams.get('since'), moment(8))
    })

    it('begins again where the source no longer knows the place, or all is wanted', async () => {
      const { site, places } = await brokenOff()
      service.records.delete(idOf(1))
      service.forget(idOf(8))
      const [next] = (await site.ingest()).sources
      service.forget(undefined)
      deepEqual(places().slice(0, 2), [idOf(8), null])
      deepEqual([next?.counts.unchanged, next?.counts.created, next?.counts.vanished], [8, 6, 1])
      match(await logOf(site, next?.run.id), /it cannot go on where the last reading broke off/)
      const full = await brokenOff()
      await full.site.ingest({ full: true })
      equal(full.places()[0], null)
    })

    it('begins again where its definition has changed, or what it wrote was undone', async () => {
      const changed = await brokenOff()
      const { target: _target, ...other } = pipelineOf(service, { volatile: ['changed'] })
      changed.site.define(other)
      await changed.site.ingest()
      equal(changed.places()[0], null)
      const undone = await brokenOff()
      await undone.site.undo(undone.runId)
      deepEqual(await undone.ids(), [])
      await undone.site.ingest()
      equal(undone.places()[0], null)
      deepEqual(await undone.ids(), [...service.records.keys()])
    })

    it('was killed, and goes on all the same', async () => {
      fill(service, 90)
      service.slowness = 20
      const site = await pipelineSite(engine, pipelineOf(service))
      const ingest = ['ingest', 'it.pipeline.jsonc', '--yes', '--quiet']
      const running = startCli(ingest, { cwd: site.folder })
      const written = async () => {
        const [row] = await site
          .query('select count(*) as n from bronze.raw_entities')
          .catch(() => [])
        return Number(row?.['n'] ?? 0)
      }
      while ((await written()) < 12) await sleep(10)
      running.process.kill('SIGKILL')
      await running.result
      const left = await written()
      ok(left < 80, `${left} rows were written`)
      service.slowness = 0
      const asked = service.asked.length
      const next = await runCli([...ingest, '--format', 'json'], { cwd: site.folder })
      equal(next.code, 0, next.stderr)
      const place = service.asked[asked]?.url.searchParams.get('after') ?? ''
      ok(place >= idOf(left - 4) && place < idOf(left), `${place} after ${left}`)
      equal(await written(), 90)
    })
  },
  LANGUAGES,
)
