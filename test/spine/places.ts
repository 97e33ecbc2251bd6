/**
 * Where the tables of a scenario are: in PostgreSQL a schema of databases that all scenarios share, in MySQL and
 * MariaDB, which have no schemas, databases of its own.
 */
import type { Engine, Language, RawSession } from '../helpers/engines'
import { languageAt, type Pair, type Side } from './pairs'
import { recordText } from './scenarioTexts'

export interface Place {
  readonly url: string
  /** The schema, or the database where that is the same. */
  readonly schema: string
}

export type Places = Readonly<Record<Side, Place>>

/** Looks at one place with the plain driver. */
export interface Looking {
  run(sql: string): Promise<void>
  /** Every row of every table as text, all columns, in an order of their own. */
  rows(): Promise<readonly string[]>
}

/** Makes the places of scenarios, by their names. */
export async function surveyor(pair: Pair): Promise<(scenario: string) => Promise<Places>> {
  const source = await surveyorOf(pair.source, languageAt(pair, 'source'))
  const target = await surveyorOf(pair.target, languageAt(pair, 'target'))
  return async (scenario) => ({ source: await source(scenario), target: await target(scenario) })
}

async function surveyorOf(
  engine: Engine,
  language: Language,
): Promise<(scenario: string) => Promise<Place>> {
  if (language === 'postgres') {
    const { url } = await engine.createDatabase()
    return (scenario) => Promise.resolve({ url, schema: scenario })
  }
  return async () => {
    const { url } = await engine.createDatabase()
    return { url, schema: decodeURIComponent(new URL(url).pathname.slice(1)) }
  }
}

/** What the plain driver says to each language. */
const SPEECH = {
  postgres: {
    enter: (schema: string) => `create schema if not exists "${schema}";
set search_path to "${schema}", public; set time zone 'UTC'`,
    tables: (schema: string) => `select relname as name from pg_class
where relnamespace = '"${schema}"'::regnamespace and relkind in ('r', 'p') and not relispartition
order by relname`,
    quote: (name: string) => `"${name.replaceAll('"', '""')}"`,
  },
  mysql: {
    enter: (schema: string) => `use \`${schema}\``,
    tables: (schema: string) => `select table_name as name from information_schema.tables
where table_schema = '${schema}' and table_type = 'BASE TABLE' and table_name not like 'drydock\\_%'
order by table_name`,
    quote: (name: string) => `\`${name.replaceAll('`', '``')}\``,
  },
} as const

/** Goes with a session of the plain driver to a place. */
export async function lookAt(
  session: RawSession,
  { schema }: Place,
  language: Language,
): Promise<Looking> {
  const { enter, tables, quote } = SPEECH[language]
  await session.query(enter(schema))

  async function rows(): Promise<readonly string[]> {
    const names = (await session.query(tables(schema))).map(({ name }) => name ?? '')
    if (names.length === 0) throw new Error(`there is no table in ${schema}`)
    const found: string[] = []
    for (const name of names) {
      const label = names.length > 1 ? `${name}: ` : ''
      const records = (await session.query(`select * from ${quote(name)}`)).map(recordText)
      found.push(...records.sort().map((record) => label + record))
    }
    return found
  }

  return {
    rows,
    run: async (sql) => {
      await session.query(sql)
    },
  }
}
