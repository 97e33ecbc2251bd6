/** Pairs of types as two tables: a column for each pair, and a row for each of its values. */
import { languageOf, type Engine, type Language } from '../../helpers/engines'
import type { TypePair } from './pair'

/** One value in one pair of types. In its row only the pair's column has a value. */
export interface Sample {
  readonly id: string
  readonly column: number
  readonly given: string
  /** What the target has of it then; undefined where it is refused. */
  readonly expected?: string
  /** A part of the reason. */
  readonly refused?: string
  /** For messages. */
  readonly label: string
}

export function samplesOf(pairs: readonly TypePair[]): readonly Sample[] {
  return pairs.flatMap(({ source, target, values }, column) =>
    Object.entries(values).map(([given, becomes], row) => ({
      id: String(column * 100 + row),
      column,
      given,
      label: `${source} → ${target}: ${given}`,
      ...(becomes.startsWith('✗ ')
        ? { refused: becomes.slice(2) }
        : { expected: becomes === '=' ? given : becomes }),
    })),
  )
}

/** How one kind of engine spells what the test says to it; nothing of Drydock's. */
interface Spelling {
  readonly prepare: readonly string[]
  column(name: string, type: string): string
  literal(value: string, type: string): string
  /** The value's text in the engine's own words. */
  text(name: string, type: string): string
}

const spellings: Readonly<Record<Language, Spelling>> = {
  postgres: {
    prepare: [
      `create type mood as enum ('sad', 'so so', 'Glad')`,
      `create type shade as enum ('Glad')`,
      `set time zone 'UTC'`,
    ],
    column: (name, type) => `${name} ${type}`,
    literal: (value, type) => `(${sqlOf(value) ?? quote(value)})::${type}`,
    text: (name) => `case when ${name} is not null then format('%s', ${name}) end`,
  },
  mysql: {
    prepare: [`set sql_mode = 'STRICT_ALL_TABLES'`, `set time_zone = '+00:00'`],
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

export interface Side {
  readonly url: string
  /** The values by their rows; rows without one are left out. */
  read(): Promise<ReadonlyMap<string, string>>
}

/** Makes one side's table. The target's has rows without values. */
export async function createSide(
  engine: Engine,
  side: 'source' | 'target',
  pairs: readonly TypePair[],
): Promise<Side> {
  const spelling = spellings[languageOf(engine)]
  const { url } = await engine.createDatabase()
  const columns = pairs.map((pair, index) => spelling.column(`c${index}`, pair[side]))
  const inserts = samplesOf(pairs).map(({ id, column, given }) => {
    const type = pairs[column]?.[side] ?? ''
    const value = side === 'source' ? spelling.literal(given, type) : 'null'
    return `insert into samples (id, c${column}) values (${id}, ${value})`
  })
  const create = `create table samples (id int primary key, ${columns.join(', ')})`
  const session = await engine.connect(url)
  try {
    for (const statement of [...spelling.prepare, create, ...inserts])
      await session.query(statement)
  } finally {
    await session.close()
  }
  return { url, read: () => readValues(engine, url, side, pairs) }
}

async function readValues(
  engine: Engine,
  url: string,
  side: 'source' | 'target',
  pairs: readonly TypePair[],
): Promise<ReadonlyMap<string, string>> {
  const language = languageOf(engine)
  const texts = pairs.map(
    (pair, index) => `${spellings[language].text(`c${index}`, pair[side])} as c${index}`,
  )
  const zone = language === 'postgres' ? `set time zone 'UTC'; ` : ''
  const query = `${zone}select id, ${texts.join(', ')} from samples order by id`
  const rows = await engine.query(url, query)
  return new Map(
    rows.flatMap(({ id, ...row }): readonly (readonly [string, string])[] => {
      const values = Object.values(row).filter((value) => value !== null)
      return values.length === 0 ? [] : [[String(id), values.join(' and ')]]
    }),
  )
}
