import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { describeEngines, manySessions, type Engine } from '../helpers/engines'
import { mainNumbers } from '../helpers/summaries'
import { compareAirports, type Expected, type Numbers, type TargetRow } from './airportsOracle'
import { setSail, type Planned } from './coreSetUp'

interface Airport {
  readonly iata: string
  readonly name: string | null
  readonly lat: string | null
  readonly lon: string | null
}

/** The npm package `airports`: 6,726 airports, some twice, some without name or place. */
function airports(): readonly Airport[] {
  const rows = load('airports') as readonly (Partial<Airport> & { readonly iata: string })[]
  return rows.map(({ iata, name = null, lat = null, lon = null }) => ({ iata, name, lat, lon }))
}

/** The npm package `airportsjs`: 7,697 airports, of which 1,626 have no code but a `\N` in its place. */
function airportsjs(): readonly Airport[] {
  const rows = load('airportsjs/airports.json') as readonly {
    readonly iata: string
    readonly name: string
    readonly latitude: number
    readonly longitude: number
  }[]
  return rows.map(({ iata, name, latitude, longitude }) => ({
    iata,
    name,
    lat: String(latitude),
    lon: String(longitude),
  }))
}

function load(name: string): unknown {
  return createRequire(import.meta.url)(name)
}

/** Makes a table and fills it with all rows, each numbered by its place. */
async function fill(
  engine: Engine,
  url: string,
  columns: string,
  rows: readonly Airport[],
): Promise<void> {
  await engine.query(url, `create table airports (id int primary key, ${columns})`)
  await engine.query(
    url,
    `
insert into airports
select (place - 1)::int, value ->> 'iata', value ->> 'name', (value ->> 'lat')::numeric, (value ->> 'lon')::numeric
from json_array_elements($1::json) with ordinality as given (value, place)`,
    [JSON.stringify(rows)],
  )
}

async function rowsOf(engine: Engine, url: string): Promise<readonly TargetRow[]> {
  const rows = await engine.query(url, 'select iata, name, lat, lon from airports order by id')
  return rows as unknown as readonly TargetRow[]
}

/** Every byte of the table, with the columns that the mapping does not touch. */
async function bytesOf(engine: Engine, url: string): Promise<string> {
  const [row] = await engine.query(
    url,
    "select string_agg(a::text, E'\\n' order by id) as all from airports a",
  )
  return row?.['all'] ?? ''
}

function check({ plan, changes, findings }: Planned, expected: Expected, literal: Numbers): void {
  assert.deepEqual(expected.numbers, literal)
  assert.deepEqual(mainNumbers(plan.summary), literal)
  assert.equal(plan.changes, literal.updated)
  assert.deepEqual(new Set(changes.map((change) => JSON.stringify(change))), expected.changes)
  assert.deepEqual(findings.map((finding) => JSON.stringify(finding)).sort(), expected.findings)
}

interface Case {
  readonly title: string
  readonly source: readonly Airport[]
  /** Of the table's columns after its id. */
  readonly sourceColumns: string
  readonly target: readonly Airport[]
  readonly targetColumns: string
  /** Digits after the point that the target's coordinates keep. */
  readonly scale: number | undefined
  readonly nameIsRequired: boolean
  /** Where the name comes from, and what that gives, computed here. */
  readonly name: unknown
  readonly nameOf: (name: string | null) => string | null
  readonly numbers: Numbers
}

const cases: readonly Case[] = [
  {
    title: 'airportsjs into airports, names without codes, exact numbers, a code that reads \\N',
    source: airportsjs(),
    sourceColumns: 'iata text, name text not null, lat numeric, lon numeric',
    target: airports(),
    targetColumns: 'iata varchar(3), name text, lat numeric, lon numeric',
    scale: undefined,
    nameIsRequired: false,
    // "Madang Airport (MAG)" is "Madang Airport" in the other package.
    name: { expression: "regexp_replace(name, ' [(][A-Z]{3}[)]$', '')", target: 'name' },
    nameOf: (name) => name?.replace(/ \([A-Z]{3}\)$/, '') ?? null,
    numbers: {
      totalSource: 7697,
      totalTarget: 6726,
      matched: 4945,
      notFound: 1071,
      updated: 4944,
      errors: 1681,
      duplicateKeys: 1681,
      nullKeys: 0,
      fieldUpdates: { name: 758, lat: 4939, lon: 4936 },
    },
  },
  {
    title: 'airports into airportsjs, two digits after the point, no code at all, a name required',
    source: airports(),
    sourceColumns: 'iata varchar(3), name text, lat numeric, lon numeric',
    target: airportsjs().map(
      (row) => ({ ...row, iata: row.iata === '\\N' ? null : row.iata }) as Airport,
    ),
    targetColumns: 'iata text, name text not null, lat numeric(6,2), lon numeric(6,2)',
    scale: 2,
    nameIsRequired: true,
    name: 'name',
    nameOf: (name) => name,
    numbers: {
      totalSource: 6726,
      totalTarget: 7697,
      matched: 4945,
      notFound: 1595,
      updated: 4601,
      errors: 530,
      duplicateKeys: 186,
      nullKeys: 0,
      fieldUpdates: { name: 4601, lat: 2420, lon: 2621 },
    },
  },
]

describeEngines(
  'two descriptions of the same airports',
  (engine) => {
    for (const {
      title,
      source,
      sourceColumns,
      target,
      targetColumns,
      numbers,
      name,
      nameOf,
      ...rules
    } of cases)
      it(`are compared, carried over and taken back: ${title}`, async () => {
        const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
        await fill(engine, from.url, sourceColumns, source)
        await fill(engine, to.url, targetColumns, target)
        const given = await rowsOf(engine, from.url)
        const start = await rowsOf(engine, to.url)
        const startBytes = await bytesOf(engine, to.url)
        const voyage = await setSail(
          { production: from.url, sandbox: to.url },
          {
            source: { environment: 'production', table: 'airports' },
            target: { environment: 'sandbox', table: 'airports' },
            key: ['iata'],
            fields: [name, 'lat', 'lon'],
          },
        )

        const planned = await voyage.plan()
        const expected = compareAirports(
          given.map((row) => ({ ...row, name: nameOf(row.name) })),
          start,
          rules,
        )
        check(planned, expected, numbers)
        assert.equal(await bytesOf(engine, to.url), startBytes)

        const run = await voyage.apply(planned.path)
        assert.deepEqual(run.counts, {
          total: numbers.updated,
          applied: numbers.updated,
          drifted: 0,
          failed: 0,
        })
        assert.deepEqual(await rowsOf(engine, to.url), expected.rows)
        const again = await voyage.plan()
        assert.deepEqual(mainNumbers(again.plan.summary), {
          ...numbers,
          updated: 0,
          fieldUpdates: { name: 0, lat: 0, lon: 0 },
        })

        await voyage.undo(run.id)
        assert.equal(await bytesOf(engine, to.url), startBytes)
        assert.deepEqual(await rowsOf(engine, from.url), given)
      })
  },
  { where: manySessions },
)
