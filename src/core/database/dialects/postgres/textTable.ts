import { arrayLiteral } from '../../arrayLiteral'
import { list, sql, type Sql } from '../../sql'
import type { Value } from '../../../util/value'

/** Rows of texts as a table: one array for each column, whatever the number of rows, so that statements are few. */
export function textTable(rows: readonly (readonly Value[])[], names: readonly string[]): Sql {
  const arrays = names.map((_, index) => {
    const column = rows.map((row) => row[index] ?? null)
    return sql`pg_catalog.unnest(${arrayLiteral(column)}::text[])`
  })
  const columns = names.map((name, index) => sql`${sql.id(`f${index}`)} as ${sql.id(name)}`)
  const given = list(names.map((_, index) => sql.id(`f${index}`)))
  return sql`(select ${list(columns)} from rows from (${list(arrays)}) as given(${given}))`
}
