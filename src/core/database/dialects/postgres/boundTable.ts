import { arrayLiteral } from '../../arrayLiteral'
import type { BoundTable } from '../../dialect'
import { list, sql } from '../../sql'

/**
 * Rows of texts in settings of the transaction: one array for each column. The planner must not look into them: knowing
 * that there are many, it would rather read a whole table than look up each of them.
 */
export function boundTable(names: readonly string[]): BoundTable {
  const settings = names.map((_, index) => sql.lit(`drydock.wanted_${index}`))
  const arrays = settings.map(
    (setting) =>
      sql`pg_catalog.unnest((select pg_catalog.current_setting(${setting})::pg_catalog.text[]))`,
  )
  const columns = names.map((name, index) => sql`${sql.id(`f${index}`)} as ${sql.id(name)}`)
  const given = list(names.map((_, index) => sql.id(`f${index}`)))
  return {
    bind(rows) {
      const values = settings.map((setting, index) => {
        const column = rows.map((row) => row[index] ?? null)
        return sql`pg_catalog.set_config(${setting}, ${arrayLiteral(column)}, true)`
      })
      return sql`select ${list(values)}`
    },
    table: sql`(select ${list(columns)} from rows from (${list(arrays)}) as given(${given}))`,
  }
}
