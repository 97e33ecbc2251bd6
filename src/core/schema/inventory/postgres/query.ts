/** Questions to the catalogue. Each is one statement, however many objects there are. */
import { compile, sql, type Sql } from '../../../database/sql'

/** `server_version_num`: 150004 is 15.4. */
export type ServerVersion = number

/**
 * Rows of `kind`, `schema`, `name` and `definition`. Where parts belong to the object, `relation` is what they call it, and
 * `after` what comes behind them.
 */
export type ObjectsQuery = (version: ServerVersion) => Sql

/** Rows of `relation` and `line`, in the order of the definition. */
export type PartsQuery = (version: ServerVersion) => Sql

/** One statement for objects of several kinds, none of which has parts. */
export function together(queries: readonly ObjectsQuery[]): ObjectsQuery {
  return (version) =>
    sql.join(
      queries.map(
        (query) => sql`select kind, schema, name, definition from (${query(version)}) listed`,
      ),
      sql` union all `,
    )
}

const written = new WeakMap<ObjectsQuery | PartsQuery, Map<ServerVersion, Sql>>()

/** The question as one text. Putting it together takes longer than most answers, so that it is done once. */
export function textOfQuery(query: ObjectsQuery | PartsQuery, version: ServerVersion): Sql {
  const versions = written.get(query) ?? new Map<ServerVersion, Sql>()
  written.set(query, versions)
  const known = versions.get(version)
  if (known !== undefined) return known
  const { sql: text, parameters } = compile(query(version), 'postgres')
  if (parameters.length > 0) throw new Error('a question to the catalogue has no parameters')
  const statement = sql.raw(text)
  versions.set(version, statement)
  return statement
}
