import assert from 'node:assert/strict'
import { allEngines, type Engine, type TestDatabase } from '../helpers/engines'
import { setSail } from './coreSetUp'
import { typePairs, type Engines, type TypePair } from './typePairs'

/** One value in one pair of types. It has a row of its own, in which only the pair's column has a value. */
interface Sample {
  readonly id: string
  readonly column: string
  readonly given: string
  readonly expected: string
}

function samplesOf(pairs: readonly TypePair[]): readonly Sample[] {
  return pairs.flatMap(({ values }, index) =>
    Object.entries(values).map(([given, expected], row) => ({
      id: String(index * 100 + row),
      column: `c${index}`,
      given,
      expected: expected === '=' ? given : expected,
    })),
  )
}

/** How one kind of engine spells what the test says to it; nothing of Drydock's. */
interface Spelling {
  readonly prepare: string
  column(name: string, type: string): string
  literal(value: string, type: string): string
  /** The value's text in the engine's own words. */
  text(name: string, type: string): string
}

const spellings: Readonly<Record<'postgres' | 'mysql', Spelling>> = {
  postgres: {
    prepare: `
create type mood as enum ('sad', 'so so', 'Glad');
create type shade as enum ('Glad');
set time zone 'UTC';`,
    column: (name, type) => `${name} ${type}`,
    literal: (value, type) => `(${sqlOf(value) ?? quote(value)})::${type}`,
    text: (name) => `case when ${name} is not null then format('%s', ${name}) end`,
  },
  mysql: {
    prepare: `
set sql_mode = 'STRICT_ALL_TABLES';
set time_zone = '+00:00';`,
    column: (name, type) => `${name} ${type} null`,
    literal: (value) => sqlOf(value) ?? quote(value).replaceAll('\\', '\\\\'),
    text(name, type) {
      if (/^(bit|year)/.test(type)) return `cast(${name} + 0 as char)`
      if (/^float/.test(type)) return `cast(${name} + 0e0 as char)`
      if (/binary|blob/.test(type)) return `concat('\\\\x', lower(hex(${name})))`
      return `convert(cast(${name} as char) using utf8mb4)`
    },
  },
}

function sqlOf(value: string): string | undefined {
  return value.startsWith('sql:') ? value.slice(4) : undefined
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

type Kind = keyof typeof spellings

/** A table with a column for each pair and a row for each sample; the target's has no values yet. */
async function createSide(
  engine: Engine,
  side: 'source' | 'target',
  pairs: readonly TypePair[],
): Promise<{ readonly url: string; read(): Promise<ReadonlyMap<string, string>> }> {
  const spelling = spellings[kindOf(engine)]
  const { url }: TestDatabase = await engine.createDatabase()
  const columns = pairs.map((pair, index) => spelling.column(`c${index}`, pair[side]))
  const session = await engine.connect(url)
  try {
    for (const statement of spelling.prepare.split(';\n').filter((text) => text.trim() !== ''))
      await session.query(statement.replace(/;$/, ''))
    await session.query(`create table samples (id int primary key, ${columns.join(', ')})`)
    for (const { id, column, given } of samplesOf(pairs)) {
      const type = pairs[Number(column.slice(1))]?.[side] ?? ''
      const value = side === 'source' ? spelling.literal(given, type) : 'null'
      await session.query(`insert into samples (id, ${column}) values (${id}, ${value})`)
    }
  } finally {
    await session.close()
  }
  const texts = pairs.map((pair, index) => spelling.text(`c${index}`, pair[side]))
  return {
    url,
    async read() {
      const zone = kindOf(engine) === 'postgres' ? `set time zone 'UTC'; ` : ''
      const list = texts.map((text, index) => `${text} as c${index}`).join(', ')
      const rows = await engine.query(url, `${zone}select id, ${list} from samples order by id`)
      return new Map(
        rows.flatMap(({ id, ...row }) => {
          const values = Object.values(row).filter((value) => value !== null)
          return values.length === 0 ? [] : [[String(id), values.join(' and ')]]
        }),
      )
    },
  }
}

function kindOf({ kind }: Engine): Kind {
  return String(kind) === 'mysql' ? 'mysql' : 'postgres'
}

/** Each server to itself, and the first server of each kind to that of the other. */
function directions(): readonly (readonly [Engine, Engine])[] {
  const servers = allEngines().filter(({ kind }) => kind !== 'pglite')
  const firsts = servers.filter(
    (engine, index) => servers.findIndex(({ kind }) => kind === engine.kind) === index,
  )
  return [
    ...servers.map((engine) => [engine, engine] as const),
    ...firsts.flatMap((from) =>
      firsts.filter((to) => to !== from).map((to) => [from, to] as const),
    ),
  ]
}

for (const [from, to] of directions())
  describe(`values at the edges of types, from ${from.id} to ${to.id}`, () => {
    after(`${from.id} and ${to.id} are released`, async () => {
      await from.verifyReleased()
      if (to !== from) await to.verifyReleased()
    })

    it('are the same there, or refused before anything is written, and are taken back', async () => {
      const name: Engines = `${kindOf(from)} to ${kindOf(to)}`
      const pairs = typePairs[name]
      const samples = samplesOf(pairs)
      const source = await createSide(from, 'source', pairs)
      const target = await createSide(to, 'target', pairs)
      const voyage = await setSail(
        { production: source.url, sandbox: target.url },
        {
          source: { environment: 'production', table: 'samples' },
          target: { environment: 'sandbox', table: 'samples' },
          key: 'id',
          fields: pairs.map((_, index) => `c${index}`),
        },
      )
      const label = (id: string | undefined) => {
        const sample = samples.find((one) => one.id === id)
        const pair = pairs[Number(sample?.column.slice(1))]
        return `${pair?.source} → ${pair?.target}: ${sample?.given}`
      }

      const planned = await voyage.plan()
      const reasons = new Map(planned.findings.map((found) => [found.key['id'], found.message]))
      const told = samples.map(({ id, expected }) => {
        const reason = reasons.get(id)
        if (reason === undefined) return `${label(id)}: carried`
        const wanted = expected.startsWith('✗') ? expected.slice(2) : undefined
        return `${label(id)}: refused ${wanted !== undefined && reason.includes(wanted) ? wanted : reason}`
      })
      const wanted = samples.map(
        ({ id, expected }) =>
          `${label(id)}: ${expected.startsWith('✗') ? `refused ${expected.slice(2)}` : 'carried'}`,
      )
      assert.deepEqual(told, wanted)

      const run = await voyage.apply(planned.path)
      const arrived = await target.read()
      assert.deepEqual(
        samples.map(({ id }) => `${label(id)}: ${arrived.get(id) ?? 'nothing'}`),
        samples.map(
          ({ id, expected }) => `${label(id)}: ${expected.startsWith('✗') ? 'nothing' : expected}`,
        ),
      )
      assert.deepEqual([run.counts.failed, run.counts.drifted], [0, 0])
      assert.deepEqual((await voyage.plan()).changes, [])

      const undone = await voyage.undo(run.id)
      assert.equal(undone.counts.applied, run.counts.applied)
      assert.deepEqual(await target.read(), new Map())
    })
  })
