import { deepEqual, equal } from 'node:assert/strict'
import fc from 'fast-check'
import { describeEngines, isNewest, type Engine } from '../../helpers/engines'
import { trimmed, type Model, type ModelRecord, type ModelRecords } from './mergeModel'
import { pipelineSite, type Json, type PipelineSite } from './pipelineSite'
import { requireModel, silverRows } from './silverChecks'

const SOURCES = ['a', 'b', 'c'] as const
type Source = (typeof SOURCES)[number]

const COLUMNS = ['name', 'mail', 'street', 'town', 'phone'] as const

/** Weights of its own, so heavy that a score would fall under 0. */
const MERGED: Json = {
  entity: 'thing',
  sources: Object.fromEntries(
    SOURCES.map((name) => [
      name,
      {
        type: 'query',
        environment: 'upstream',
        sql: `select * from ${name} order by place`,
        id: 'id',
        volatile: ['place'],
      },
    ]),
  ),
  silver: {
    table: 'things',
    key: 'id',
    priority: ['b'],
    fields: {
      name: { from: 'name', rule: 'majority' },
      mail: { from: { a: 'mail', c: 'mail' }, priority: ['c'] },
      street: 'street',
      town: { from: { a: 'town', b: 'town' } },
      phone: { from: { c: 'phone' } },
    },
    groups: { address: ['street', 'town'] },
  },
  quality: {
    keyFields: ['name', 'mail', 'street'],
    informational: ['phone'],
    weights: { missingSource: 0.305, missingField: 0.155, mismatch: 0.105 },
  },
}

const MODEL: Model = {
  sources: SOURCES,
  fields: [
    { column: 'name', from: { b: 'name', a: 'name', c: 'name' }, rule: 'majority', clean: trimmed },
    { column: 'mail', from: { c: 'mail', a: 'mail' }, rule: 'priority', clean: trimmed },
    {
      ...{ column: 'street', from: { b: 'street', a: 'street', c: 'street' } },
      ...{ rule: 'priority', clean: trimmed, group: 'address' },
    },
    {
      ...{ column: 'town', from: { b: 'town', a: 'town' } },
      ...{ rule: 'priority', clean: trimmed, group: 'address' },
    },
    { column: 'phone', from: { c: 'phone' }, rule: 'priority', clean: trimmed },
  ],
  keyFields: ['name', 'mail', 'street'],
  mismatches: ['name', 'mail', 'street', 'town'],
  informational: ['phone'],
  weights: { missingSource: 305, missingField: 155, mismatch: 105 },
}

/** The same things by a key that records of one source may share, and that they may exchange. */
const BY_NAME: Json = {
  ...MERGED,
  silver: {
    ...(MERGED['silver'] as Json),
    key: {
      column: 'id',
      from: { a: 'name', b: 'name', c: 'name' },
      clean: ['trim', 'lower', 'nullIfEmpty'],
    },
  },
}

const value = fc.constantFrom(null, '', ' ', 'x', 'X', 'y', ' y ', 'Ä', 'ä', "it's")
const row = fc.record(Object.fromEntries(COLUMNS.map((column) => [column, value])))
const id = fc.constantFrom('1', '2', '3', '4')
type Row = Readonly<Record<string, string | null>>

/** In the order in which the source gives them. */
type Table = readonly (readonly [id: string, row: Row])[]

const table: fc.Arbitrary<Table> = fc.uniqueArray(fc.tuple(id, row), {
  selector: ([one]) => one,
  maxLength: 4,
})

async function setUp(engine: Engine, pipeline: Json): Promise<PipelineSite> {
  const site = await pipelineSite(engine, pipeline)
  for (const source of SOURCES)
    await site.querySource(
      `create table ${source} (place integer, id text primary key, ${COLUMNS.map((column) => `${column} text`).join(', ')})`,
    )
  return site
}

async function fill(site: PipelineSite, source: Source, rows: Table): Promise<void> {
  const text = (one: string | null) => (one === null ? 'null' : `'${one.replaceAll("'", "''")}'`)
  const values = rows.map(
    ([key, cells], place) =>
      `(${place}, '${key}', ${COLUMNS.map((column) => text(cells[column] ?? null)).join(', ')})`,
  )
  await site.querySource(
    [
      `delete from ${source}`,
      ...(values.length === 0 ? [] : [`insert into ${source} values ${values.join(', ')}`]),
    ].join(';'),
  )
}

function recordsOf(rows: Table): ReadonlyMap<string, ModelRecord> {
  return new Map(
    rows.map(([key, cells]) => [
      key,
      Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cell ?? undefined])),
    ]),
  )
}

async function requireMerged(site: PipelineSite, records: ModelRecords): Promise<void> {
  requireModel(await silverRows(site, 'silver.things', 'id', COLUMNS), MODEL, records)
}

/** All of the table, as text. */
async function snapshot(site: PipelineSite): Promise<readonly (string | null)[]> {
  const [there] = await site.query(`select to_regclass('silver.things')::text as name`)
  if (there?.['name'] === null) return []
  const rows = await site.query(`select t::text as row from silver.things t order by id`)
  return rows.map((one) => one['row'] ?? null)
}

type Step =
  | { readonly do: 'change'; readonly source: Source; readonly rows: Table }
  | { readonly do: 'ingest'; readonly sources: readonly Source[] }
  | { readonly do: 'transform' }
  | { readonly do: 'undo'; readonly what: 'transform' | Source }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('change'),
      source: fc.constantFrom(...SOURCES),
      rows: table,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('ingest'),
      sources: fc.shuffledSubarray([...SOURCES], { minLength: 1 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('transform') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('undo'),
      what: fc.constantFrom('transform', ...SOURCES),
    }),
  },
)

/** Carries out steps, and knows what each source says by what of its ingestions was not undone. */
class History {
  private readonly upstream = new Map<Source, Table>()
  private readonly ingested = new Map<Source, { readonly run: string; readonly rows: Table }[]>()
  private readonly transforms: {
    readonly run: string
    readonly before: readonly (string | null)[]
  }[] = []

  constructor(private readonly site: PipelineSite) {}

  get records(): ModelRecords {
    return Object.fromEntries(
      SOURCES.map((source) => [source, recordsOf(this.ingested.get(source)?.at(-1)?.rows ?? [])]),
    )
  }

  async carryOut(one: Step): Promise<void> {
    if (one.do === 'change') {
      this.upstream.set(one.source, one.rows)
      await fill(this.site, one.source, one.rows)
    } else if (one.do === 'ingest') await this.ingest(one.sources)
    else if (one.do === 'transform') await this.transform()
    else if (one.what === 'transform') await this.undoTransform()
    else await this.undoIngestion(one.what)
  }

  private async ingest(sources: readonly Source[]): Promise<void> {
    for (const source of sources) {
      const { sources: done, failed } = await this.site.ingest({ sources: [source] })
      deepEqual(failed, [])
      const run = done[0]?.run.id ?? ''
      const rows = this.upstream.get(source) ?? []
      this.ingested.set(source, [...(this.ingested.get(source) ?? []), { run, rows }])
    }
  }

  private async transform(): Promise<void> {
    const before = await snapshot(this.site)
    const { run } = await this.site.transform()
    this.transforms.push({ run: run.id, before })
  }

  private async undoTransform(): Promise<void> {
    const last = this.transforms.pop()
    if (last === undefined) return
    equal((await this.site.undo(last.run)).counts.drifted, 0)
    deepEqual(await snapshot(this.site), last.before)
  }

  private async undoIngestion(source: Source): Promise<void> {
    const last = this.ingested.get(source)?.pop()
    if (last !== undefined) await this.site.undo(last.run)
  }
}

describeEngines(
  'a merge of any records',
  (engine) => {
    it('is what a model makes of them, in whatever order they come', async () => {
      const site = await setUp(engine, MERGED)
      const tables = fc.record({ a: table, b: table, c: table })
      const order = fc.shuffledSubarray([...SOURCES], { minLength: SOURCES.length })
      await fc.assert(
        fc.asyncProperty(tables, order, async (given, sources) => {
          for (const source of SOURCES) await fill(site, source, given[source])
          for (const source of sources) await site.ingest({ sources: [source] })
          await site.transform()
          const records = SOURCES.map((source) => [source, recordsOf(given[source])] as const)
          await requireMerged(site, Object.fromEntries(records))
          // The order of rows and of sources is nothing that a merge could see.
          const before = await site.query(CONTENT)
          for (const source of SOURCES) await fill(site, source, [...given[source]].reverse())
          for (const source of [...sources].reverse()) await site.ingest({ sources: [source] })
          await site.transform({ full: true })
          deepEqual(await site.query(CONTENT), before)
        }),
        { numRuns: 12, endOnFailure: true },
      )
    })

    for (const [what, pipeline] of [
      ['by their ids', MERGED],
      ['by a member', BY_NAME],
    ] as const)
      it(`is after any history what it is when all is merged anew, ${what}`, async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
            const site = await setUp(engine, pipeline)
            const history = new History(site)
            for (const one of steps) await history.carryOut(one)
            await site.transform()
            if (pipeline === MERGED) await requireMerged(site, history.records)
            const before = await snapshot(site)
            const { counts } = await site.transform({ full: true })
            deepEqual([counts.created, counts.updated, counts.deleted], [0, 0, 0])
            deepEqual(await snapshot(site), before)
          }),
          { numRuns: 8, endOnFailure: true },
        )
      })
  },
  { where: (engine) => engine.kind === 'postgres' && isNewest(engine) },
)

/** Without the runs, which are others each time. */
const CONTENT = `
select id, name, mail, street, town, phone, data_quality_score::text as score, quality_flags::text as flags,
  (provenance - 'sources')::text as provenance
from silver.things order by id`
