import { deepEqual, equal, match } from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeEngines, isNewest, languageOf } from '../../helpers/engines'
import { pipelineSite, type PipelineSite } from './pipelineSite'

const RECORDS = 2500
const FILLING = 'some more words that fill a block of the file '.repeat(8)

/** Several blocks of a file. */
function recordLines(): string[] {
  return Array.from({ length: RECORDS }, (_, index) => lineOf(`r${index}`, `Name ${index}`))
}

function lineOf(id: string, name: string): string {
  return `${id},${name},"${FILLING}"`
}

const PIPELINE = {
  entity: 'item',
  sources: { list: { type: 'csv', path: 'list.csv', id: 'id' } },
}

const NAME = { postgres: `raw_data->>'name'`, mysql: `json_value(raw_data, '$.name')` }

interface Edit {
  readonly title: string
  edit(lines: string[]): void
  readonly encoding?: 'latin1'
  /** Created, changed, unchanged, repeated, quarantined, vanished. */
  readonly counts: readonly number[]
  /** Whether only the difference is looked at. */
  readonly isPart: boolean
}

const EDITS: readonly Edit[] = [
  {
    title: 'a record that is changed',
    edit: (lines) => (lines[1200] = lineOf('r1200', 'Changed and longer')),
    counts: [0, 1, RECORDS - 1, 0, 0, 0],
    isPart: true,
  },
  {
    title: 'records that are put in, and one that is changed beside them',
    edit: (lines) => {
      lines[700] = lineOf('r700', 'Other')
      lines.splice(701, 0, lineOf('new1', 'New'), lineOf('new2', 'New'))
    },
    counts: [2, 1, RECORDS - 1, 0, 0, 0],
    isPart: true,
  },
  {
    title: 'records at both ends',
    edit: (lines) => {
      lines.push(lineOf('new1', 'Last'))
      lines[RECORDS - 1] = lineOf(`r${RECORDS - 1}`, 'Not the last any more')
    },
    counts: [1, 1, RECORDS - 1, 0, 0, 0],
    isPart: true,
  },
  {
    title: 'a record that is gone',
    edit: (lines) => lines.splice(1300, 1),
    counts: [0, 0, RECORDS - 1, 0, 0, 1],
    isPart: false,
  },
  {
    title: 'one that has moved over blocks',
    edit: (lines) => lines.push(...lines.splice(10, 1)),
    counts: [0, 0, RECORDS, 0, 0, 0],
    isPart: false,
  },
  {
    title: 'an id of another block',
    edit: (lines) => (lines[2000] = lineOf('r3', 'Twice')),
    counts: [0, 0, RECORDS - 1, 0, 1, 1],
    isPart: false,
  },
  {
    title: 'a quote that is not closed',
    edit: (lines) => (lines[900] = 'r900,Broken,"'),
    // Nobody knows whether the broken record is the one that is missing.
    counts: [0, 0, RECORDS - 1, 0, 1, 0],
    isPart: false,
  },
  {
    title: 'a letter that is not ASCII any more',
    edit: (lines) => (lines[5] = lineOf('r5', 'Café')),
    counts: [0, 1, RECORDS - 1, 0, 0, 0],
    isPart: true,
  },
  {
    title: 'a letter of another encoding',
    edit: (lines) => (lines[5] = lineOf('r5', 'Café')),
    encoding: 'latin1',
    counts: [0, 1, RECORDS - 1, 0, 0, 0],
    isPart: false,
  },
  {
    title: 'half a file',
    edit: (lines) => lines.splice(RECORDS / 2),
    // That many are in doubt.
    counts: [0, 0, RECORDS / 2, 0, 0, 0],
    isPart: false,
  },
]

describeEngines(
  'a file that was read before',
  (engine) => {
    const name = NAME[languageOf(engine)]
    const write = (site: PipelineSite, lines: readonly string[], encoding?: 'latin1') =>
      writeFileSync(
        join(site.folder, 'list.csv'),
        ['id,name,filling', ...lines].join('\n'),
        encoding,
      )

    const ingest = async (site: PipelineSite) => {
      const { sources, failed } = await site.ingest()
      deepEqual(failed, [])
      const { counts, run } = sources[0] ?? {}
      const { created, changed, unchanged, repeated, quarantined, vanished } = counts ?? {}
      const log = await site.query(
        `select message from drydock.run_log where run_id = '${run?.id ?? ''}' order by line`,
      )
      return {
        runId: run?.id ?? '',
        counts: [created, changed, unchanged, repeated, quarantined, vanished],
        log: log.map(({ message }) => message).join('\n'),
      }
    }

    const latest = async (site: PipelineSite) => {
      const rows = await site.query(
        `select external_id as id, ${name} as name from bronze.raw_entities order by ingested_at`,
      )
      return new Map(rows.map((row) => [row['id'], row['name']]))
    }

    let site: PipelineSite
    let lines: string[]
    before(async () => {
      site = await pipelineSite(engine, PIPELINE)
      lines = recordLines()
      write(site, lines)
      deepEqual((await ingest(site)).counts, [RECORDS, 0, 0, 0, 0, 0])
    })

    it('is not read again as long as it is the same, and nothing but the run is written', async () => {
      const tables = ['content_hashes', 'manifests', 'quarantine']
      const state = async () => [
        await site.query('select count(*) as n from bronze.raw_entities'),
        ...(await Promise.all(
          tables.map((table) => site.query(`select count(*) as n from drydock.${table}`)),
        )),
      ]
      const earlier = await state()
      for (const _ of [1, 2]) {
        const again = await ingest(site)
        deepEqual(again.counts, [0, 0, RECORDS, 0, 0, 0])
        match(again.log, /list\.csv is as it was/)
      }
      deepEqual(await state(), earlier)
    })

    for (const { title, edit, encoding, counts, isPart } of EDITS)
      it(`is read as a whole or in part, with the same result: ${title}`, async () => {
        const edited = [...lines]
        edit(edited)
        write(site, edited, encoding)
        const found = await ingest(site)
        const known = await latest(site)
        // As it was for the next one.
        await site.undo(found.runId)
        write(site, lines)
        deepEqual((await ingest(site)).counts, [0, 0, RECORDS, 0, 0, 0])
        deepEqual(found.counts, counts)
        equal(/bytes of .* are looked at again/.test(found.log), isPart, found.log)
        for (const line of edited) {
          const [id, text] = line.split(',')
          if (text !== 'Twice' && text !== 'Broken') equal(known.get(id ?? ''), text)
        }
      })

    it('shows again what could not be used', async () => {
      write(site, [...lines, 'only one field', lineOf('r1', 'Twice')])
      const first = await ingest(site)
      deepEqual(first.counts, [0, 0, RECORDS, 0, 2, 0])
      const again = await ingest(site)
      deepEqual(again.counts, first.counts)
      match(again.log, /list\.csv is as it was/)
      const kept = (runId: string) =>
        site.query(
          `select locator, code, raw from drydock.quarantine where run_id = '${runId}' order by line`,
        )
      deepEqual(await kept(again.runId), await kept(first.runId))
      equal((await kept(again.runId)).length, 2)
    })

    it('is read as a whole once what its last reading added was taken back', async () => {
      write(site, [...lines, lineOf('more', 'More')])
      const added = await ingest(site)
      equal(added.counts[0], 1)
      await site.undo(added.runId)
      deepEqual((await ingest(site)).counts, [1, 0, RECORDS, 0, 0, 0])
      equal(readFileSync(join(site.folder, 'list.csv'), 'utf8').includes('More'), true)
    })

    it('is read as a whole where its records are named in another way', async () => {
      site.define({
        ...PIPELINE,
        sources: { list: { ...PIPELINE.sources.list, id: ['id', 'name'] } },
      })
      deepEqual((await ingest(site)).counts.slice(0, 3), [RECORDS + 1, 0, 0])
    })
  },
  {
    languages: ['postgres', 'mysql'],
    where: (engine) => engine.kind !== 'pglite' && isNewest(engine),
  },
)
