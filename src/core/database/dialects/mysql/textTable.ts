import { list, sql, type Sql } from '../../sql'
import type { Value } from '../../../util/value'

/** Rows of texts as a table: one document crosses the wire, and no text is taken for a number. */
export function textTable(rows: readonly (readonly Value[])[], names: readonly string[]): Sql {
  const columns = names.map(
    (name, index) =>
      sql`${sql.id(name)} longtext character set utf8mb4 path ${sql.lit(`$[${index}]`)} null on empty error on error`,
  )
  return sql`json_table(${JSON.stringify(rows)}, '$[*]' columns (${list(columns)}))`
}
