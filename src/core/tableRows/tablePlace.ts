/** Where a single row is looked for: a table of an environment, named without a definition. */
import type { Session } from '../database/session'
import { displayTable, type Table } from '../database/table'
import type { TableName } from '../database/tableName'
import { UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'

export interface TablePlace {
  readonly environment: string
  /** The database where it is not that of the environment's URL. */
  readonly database?: string | undefined
  /** The schema; by default the one that the server searches first. */
  readonly schema?: string | undefined
  /** The table's exact name. Without `schema` it may be `schema.table`. */
  readonly table: string
}

/**
 * A place from `ENVIRONMENT.TABLE` or `ENVIRONMENT.SCHEMA.TABLE`. Environments may have dots in their names: of those
 * that fit, the longest is meant. Throws `UsageError` where none fits.
 */
export function parseTablePlace(text: string, environments: readonly string[]): TablePlace {
  const fitting = environments.filter((name) => text.startsWith(`${name}.`))
  const [environment] = [...fitting].sort((a, b) => b.length - a.length)
  const table = environment === undefined ? '' : text.slice(environment.length + 1)
  if (environment !== undefined && table !== '') return { environment, table }
  const [name = text] = text.split('.')
  if (!text.includes('.'))
    throw new UsageError(`"${text}" names no table of an environment`, {
      mend: `write ENVIRONMENT.TABLE, such as ${environments[0] ?? 'sandbox'}.jobs`,
    })
  if (environment !== undefined) throw new UsageError(`"${text}" names no table`)
  throw new UsageError(`there is no environment "${name}"`, { mend: suggest(name, environments) })
}

/** The structure of the table. Throws `UsageError` with near names where there is none. */
export async function readPlacedTable(session: Session, place: TablePlace): Promise<Table> {
  for (const name of await possibleNames(session, place)) {
    const table = await session.dialect.readTable(session, name)
    if (table !== undefined) return table
  }
  const known = await session.dialect.listTables(session)
  const names = known.map((one) => (place.table.includes('.') ? displayTable(one) : one.name))
  const where = place.schema === undefined ? '' : ` in schema "${place.schema}"`
  throw new UsageError(`there is no table "${place.table}"${where} in "${place.environment}"`, {
    mend: suggest(place.table, names),
  })
}

/** A dot separates the schema from the table, unless it is part of the table's own name. */
async function possibleNames(
  session: Session,
  { schema, table }: TablePlace,
): Promise<readonly TableName[]> {
  if (schema !== undefined) return [{ schema, name: table }]
  const dot = table.indexOf('.')
  const split = dot > 0 ? [{ schema: table.slice(0, dot), name: table.slice(dot + 1) }] : []
  const found = await session.dialect.findSchema(session, table)
  return found === undefined ? split : [...split, { schema: found, name: table }]
}
