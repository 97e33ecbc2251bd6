/** What a transform would change: the merge beside the silver table, only where they differ. */
import { list, sql, tableRef, type Sql } from '../../database/sql'
import { findColumn, type Column, type Table } from '../../database/table'
import type { Silver } from '../definition/pipeline'
import type { SilverLanguage } from './language'
import { ERRORS, FLAGS, KEY, PRESENT, PROVENANCE, SCORE } from './mergeNames'
import { mergeQuery, type Merge } from './mergeQuery'

/** A column that a transform writes, and the one of the merge that it comes from. */
export interface Written {
  readonly column: Column
  /** What of the merge it gets, as its type. */
  readonly value: Sql
  /** It is a text already, and the one that the column prints. */
  readonly isPrinted: boolean
}

/** Columns of the changes: what is done with the row, its key, and for each written column the new value and the old text. */
export const OP = sql.id('dd_op')
/** In what is kept of the changes: their place in the journal. Those that must not be written have none of their own. */
export const ORDINAL = sql.id('dd_ordinal')
export const newValue = (index: number): Sql => sql.id(`dd_new_${index}`)
export const oldText = (index: number): Sql => sql.id(`dd_old_${index}`)

/** The columns of the silver table that a pipeline writes, those of quality as far as the table has them. */
export function writtenColumns(
  silver: Silver,
  table: Table,
  language: SilverLanguage,
): readonly Written[] {
  const typed = (name: string, value: Sql, cast = true): readonly Written[] => {
    const column = findColumn(table, name)
    if (column === undefined) return []
    const isPrinted = name === silver.provenance
    return [{ column, value: cast ? language.typed(value, column) : value, isPrinted }]
  }
  return [
    ...silver.fields.flatMap(({ column }) => typed(column, sql.id(column))),
    ...typed('data_quality_score', SCORE),
    ...typed('quality_flags', FLAGS, false),
    ...(silver.provenance === undefined ? [] : typed(silver.provenance, PROVENANCE)),
  ]
}

/**
 * A query of the rows that differ. `dd_op` is `insert`, `update`, `delete`, or `reject` where an entity must not be written.
 */
export function changesQuery(
  merge: Merge,
  /** Columns whose old texts are wanted; by default those that are written. */
  kept: readonly string[] = writtenColumns(merge.silver, merge.table, merge.language).map(
    ({ column }) => column.name,
  ),
): Sql {
  const { silver, table, language } = merge
  const { tables, result } = mergeQuery(merge)
  const written = writtenColumns(silver, table, language)
  const key = keyColumn(silver, table)
  const own = sql.id('s', key.name)
  const differs = written.map(({ column }, index) =>
    language.differs(sql.id('m', `dd_new_${index}`), sql.id('s', column.name), column),
  )
  const mayGo =
    silver.vanished === 'delete' && silver.provenance !== undefined
      ? sql`${sql.id('s', silver.provenance)} is not null`
      : sql`false`
  const op = sql`case
    when m.${PRESENT} then case
      when m.${ERRORS} is not null then 'reject'
      when ${own} is null then 'insert'
      when ${sql.join(differs, sql` or `)} then 'update' end
    when ${own} is not null and ${mayGo} then 'delete' end`
  // A text that is no value of its column's type is never cast.
  const values = written.map(
    ({ value }, index) => sql`case when ${ERRORS} is null then ${value} end as ${newValue(index)}`,
  )
  const olds = kept.map(
    (name, index) =>
      sql`${language.asText(sql.id('s', name), findColumn(table, name))} as ${oldText(index)}`,
  )
  return sql`
with ${tables},
dd_typed as (
  select ${KEY}, ${PRESENT}, ${ERRORS}, ${list(values)} from ${result} ${language.computedOnce}
)
select * from (
  select ${op} as ${OP}, m.*, ${list(olds)}
  from dd_typed m
  left join ${merge.rows ?? tableRef(table)} s on ${language.hasKey(own, sql`m.${KEY}`, key)}
) compared
where ${OP} is not null`
}

/** The same changes with all of their values as texts: `dd_text_…` are the new ones, `dd_old_…` those of the columns `kept`. */
export function changeTexts(merge: Merge, kept: readonly string[]): Sql {
  const { silver, table, language } = merge
  const texts = writtenColumns(silver, table, language).map(
    (_, index) => sql`${language.asText(newValue(index))} as ${sql.id(`dd_text_${index}`)}`,
  )
  const olds = kept.map((_, index) => oldText(index))
  return sql`
select ${OP}, ${KEY}, ${ERRORS}, ${list([...texts, ...olds])}
from (${changesQuery(merge, kept)}) changes
order by ${language.byBytes(KEY)}`
}

export function keyColumn({ key }: Silver, table: Table): Column {
  const column = findColumn(table, key.column)
  if (column === undefined) throw new Error(`the silver table has no column "${key.column}"`)
  return column
}
