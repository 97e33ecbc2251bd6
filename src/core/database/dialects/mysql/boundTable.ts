import type { BoundTable } from '../../dialect'
import { list, sql } from '../../sql'

/** Rows of texts in a variable: one document crosses the wire, and no text is taken for a number. */
export function boundTable(names: readonly string[]): BoundTable {
  const columns = names.map(
    (name, index) =>
      sql`${sql.id(name)} longtext character set utf8mb4 path ${sql.lit(`$[${index}]`)} null on empty error on error`,
  )
  return {
    bind: (rows) => sql`set @drydock_wanted = ${JSON.stringify(rows)}`,
    table: sql`json_table(@drydock_wanted, '$[*]' columns (${list(columns)}))`,
  }
}
