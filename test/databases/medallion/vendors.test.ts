/**
 * Who makes which network cards, according to three registries that mean the same and spell it differently: the real
 * files of three Debian packages, of which only a quarter of the names agree.
 */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { qualityReport, whyThisValue } from '../../../src/core/index'
import { describeEngines, isNewest, type Engine } from '../../helpers/engines'
import {
  collapsed,
  DEFAULT_WEIGHTS,
  modelAgreement,
  trimmed,
  type Model,
  type ModelRecord,
  type ModelRecords,
} from './mergeModel'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'
import { requireModel, requireProvenance, silverRows, type SilverRow } from './silverChecks'

/** By package, its file. */
const PACKAGES = {
  'ieee-data': '/usr/share/ieee-data/oui.csv',
  'libwireshark-data': '/usr/share/wireshark/manuf',
  'nmap-common': '/usr/share/nmap/nmap-mac-prefixes',
} as const

const VENDORS: Json = {
  entity: 'vendor',
  sources: {
    ieee: { type: 'csv', path: 'ieee.csv', id: 'Assignment' },
    wireshark: {
      ...{ type: 'csv', path: 'wireshark.txt', delimiter: '\t', quote: null },
      // A hundred of its lines end in a remark of the editors.
      ...{ comment: '#', trim: true, columns: ['prefix', 'short', 'long', 'remark'] },
      ...{ ragged: true, rest: true },
      id: { from: 'prefix', clean: { remove: ':' } },
    },
    nmap: {
      ...{ type: 'csv', path: 'nmap.txt', delimiter: ' ', quote: null },
      ...{ comment: '#', columns: ['prefix', 'vendor'], rest: true, id: 'prefix' },
    },
  },
  silver: {
    table: 'vendors',
    key: 'prefix',
    fields: {
      name: {
        from: { ieee: 'Organization Name', wireshark: 'long', nmap: 'vendor' },
        rule: 'majority',
        clean: ['trim', 'collapse', 'nullIfEmpty'],
      },
      short_name: { from: { wireshark: 'short' } },
      address: {
        from: { ieee: 'Organization Address' },
        clean: ['trim', 'collapse', 'nullIfEmpty'],
      },
    },
  },
  quality: { keyFields: ['name', 'address'], informational: ['short_name'] },
}

/** The same, as the model has it. */
const MODEL: Model = {
  sources: ['ieee', 'wireshark', 'nmap'],
  fields: [
    {
      column: 'name',
      from: { ieee: 'Organization Name', wireshark: 'long', nmap: 'vendor' },
      rule: 'majority',
      clean: collapsed,
    },
    { column: 'short_name', from: { wireshark: 'short' }, rule: 'priority', clean: trimmed },
    {
      column: 'address',
      from: { ieee: 'Organization Address' },
      rule: 'priority',
      clean: collapsed,
    },
  ],
  keyFields: ['name', 'address'],
  mismatches: ['name'],
  informational: ['short_name'],
  weights: DEFAULT_WEIGHTS,
}

const COLUMNS = MODEL.fields.map(({ column }) => column)

/** Those of Debian 12, and what is known of them. */
const EDITIONS = { sizes: [32_527, 52_417, 32_531], shared: 32_526, agreeing: 6764 } as const

const BRONZE_COUNTS = `select source_system as source, count(*)::text as rows from bronze.raw_entities group by 1 order by 1`

describeEngines(
  'prefixes of three registries',
  (engine) => {
    let records: ModelRecords
    let site: PipelineSite
    let rows: readonly SilverRow[]
    const runs: string[] = []

    const ingest = async () => {
      const { sources, failed } = await site.ingest()
      deepEqual(failed, [])
      runs.push(...sources.map(({ run }) => run.id))
      return sources.map(({ counts }) => counts)
    }
    const transform = async () => {
      const transformed = await site.transform()
      runs.push(transformed.run.id)
      return transformed
    }

    before('the packages are there', async () => {
      for (const [name, file] of Object.entries(PACKAGES))
        ok(
          existsSync(file),
          `"${file}" is missing: run "apt-get install ${name}" as root (after Debian 12 Wireshark has its list built in)`,
        )
      const files = filesFor(engine)
      records = recordsOf(files)
      site = await pipelineSite(engine, VENDORS, files)
    })

    it('is about files whose names mostly differ', () => {
      const { ieee = NONE, wireshark = NONE, nmap = NONE } = records
      const shared = [...ieee.keys()].filter((id) => wireshark.has(id) && nmap.has(id))
      const agreeing = shared.filter((id) => {
        const name = ieee.get(id)?.['Organization Name']
        return name === wireshark.get(id)?.['long'] && name === nmap.get(id)?.['vendor']
      })
      ok(shared.length > 5000 && agreeing.length < shared.length / 2)
      // Another release of Debian has other editions.
      const sizes = MODEL.sources.map((name) => records[name]?.size)
      if (String(sizes) === String(EDITIONS.sizes))
        deepEqual([shared.length, agreeing.length], [EDITIONS.shared, EDITIONS.agreeing])
    })

    it('takes up every prefix once', async () => {
      const counts = await ingest()
      deepEqual(
        counts.map(({ created }) => created),
        MODEL.sources.map((name) => records[name]?.size),
      )
    })

    it('makes of all that what a model in plain JavaScript makes of the files', async () => {
      const { counts } = await transform()
      rows = await silverRows(site, 'silver.vendors', 'prefix', COLUMNS)
      const wanted = requireModel(rows, MODEL, records)
      deepEqual([counts.created, counts.rejected], [wanted.size, 0])
    })

    it('can be recomputed, cell by cell and score by score, from what it says of itself', async () => {
      const cells = await requireProvenance(site, rows, MODEL)
      equal(cells, rows.flatMap(({ values }) => Object.values(values)).filter(isThere).length)
    })

    it('has a report that shows how far the registries agree, and why a name was taken', async () => {
      const { workspace } = site
      const report = await site.release(() => qualityReport(workspace, 'it.pipeline.jsonc'))
      const counted = report.agreement.pairs.flatMap(({ first, second, both, fields }) =>
        fields.map((field) => ({ sources: `${first} ${second}`, both, ...field })),
      )
      deepEqual(counted, modelAgreement(MODEL, records))
      deepEqual(
        report.agreement.sources.map(({ entities }) => entities),
        MODEL.sources.map((name) => records[name]?.size),
      )
      const scores = rows.map(({ score }) => score)
      deepEqual(
        report.scores.map(({ score, entities }) => [score, entities]),
        [...new Set(scores)]
          .sort()
          .map((one) => [one, scores.filter((score) => score === one).length]),
      )
      for (const { flag, failed } of report.rules)
        equal(failed, rows.filter(({ flags }) => flags.includes(flag)).length, flag)
      const overruled = rows.find(({ provenance }) => provenance.cells['name']?.over?.length === 1)
      const cell = { key: overruled?.key ?? '', field: 'name' }
      const why = await site.release(() => whyThisValue(workspace, 'it.pipeline.jsonc', cell))
      deepEqual(
        [why.state, why.value, why.winner],
        ['explained', overruled?.values['name'], overruled?.provenance.cells['name']?.source],
      )
    })

    it('stays as it is where the files do', async () => {
      const before = await site.query(BRONZE_COUNTS)
      const counts = await ingest()
      deepEqual(
        counts.map(({ created, changed, vanished }) => [created, changed, vanished]),
        MODEL.sources.map(() => [0, 0, 0]),
      )
      deepEqual(await site.query(BRONZE_COUNTS), before)
      const { counts: after } = await transform()
      deepEqual([after.created, after.updated, after.deleted], [0, 0, 0])
    })

    it('is empty again once all runs are undone, the last one first', async () => {
      for (const run of [...runs].reverse()) equal((await site.undo(run)).status, 'completed')
      const [left] = await site.query(`
select (select count(*) from silver.vendors)::text as silver, (select count(*) from bronze.raw_entities)::text as bronze`)
      deepEqual(left, { silver: '0', bronze: '0' })
    })
  },
  { where: isNewest },
)

const NONE: ReadonlyMap<string, ModelRecord> = new Map()

function isThere(value: string | null): boolean {
  return value !== null
}

/** What the first of several records of one id says, stays. */
function byId(
  found: readonly (readonly [string, ModelRecord])[],
): ReadonlyMap<string, ModelRecord> {
  return new Map([...found].reverse())
}

/** An embedded database would take two minutes for all of them, and gets the prefixes that are of one quarter. */
function filesFor({ kind }: Engine): Files {
  const isKept = (prefix: string) => kind !== 'pglite' || '048C'.includes(prefix.charAt(5))
  const part = (file: string, end: RegExp, prefixOf: (line: string) => string | undefined) =>
    readFileSync(file, 'utf8')
      .split(end)
      .filter((line) => isKept(prefixOf(line) ?? '048C'))
      .join('\n')
  return {
    'ieee.csv': part(
      PACKAGES['ieee-data'],
      /\r\n(?=MA-L,)/,
      (line) => /^MA-L,(\w+)/.exec(line)?.[1],
    ),
    'wireshark.txt': part(PACKAGES['libwireshark-data'], /\n/, (line) =>
      /^[\dA-F:]+/.exec(line)?.[0].replaceAll(':', ''),
    ),
    'nmap.txt': part(PACKAGES['nmap-common'], /\n/, (line) => /^[\dA-F]+/.exec(line)?.[0]),
  }
}

type Files = Readonly<Record<'ieee.csv' | 'wireshark.txt' | 'nmap.txt', string>>

function recordsOf(files: Files): ModelRecords {
  const [, ...vendors] = readCsv(files['ieee.csv'])
  return {
    ieee: byId(
      vendors.map(([, id = '', name, address]) => [
        id,
        { 'Organization Name': name, 'Organization Address': address },
      ]),
    ),
    wireshark: byId(
      linesOf(files['wireshark.txt']).map((line) => {
        const [prefix = '', short, long] = line.split('\t').map((field) => field.trim())
        return [prefix.replaceAll(':', ''), { short, long }]
      }),
    ),
    nmap: byId(
      linesOf(files['nmap.txt']).map((line) => {
        const at = line.indexOf(' ')
        return [line.slice(0, at), { vendor: line.slice(at + 1) }]
      }),
    ),
  }
}

/** Without comments. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

/** Fields may stand in quotes, and line ends within them. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain = '', end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
