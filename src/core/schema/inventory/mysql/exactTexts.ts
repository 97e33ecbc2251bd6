/** Texts in a table's structure that the server's statement spoils, read as bytes without any row. */
import { isDatabaseError } from '../../../database/errors'
import { textOf, textOrNull, type Session } from '../../../database/session'
import { integerLiteral, list, sql, type Sql } from '../../../database/sql'
import type { ExactDefault, ExactLabels } from './mysqlObject'

export interface DoubtfulColumn {
  readonly name: string
  readonly hasDoubtfulDefault: boolean
  readonly labels?: { readonly type: 'enum' | 'set'; readonly count: number }
}

export interface ExactTexts {
  readonly defaults: readonly ExactDefault[]
  readonly labels: readonly ExactLabels[]
  readonly unreadable: readonly string[]
}

const NOTHING: ExactTexts = { defaults: [], labels: [], unreadable: [] }

/** Needs the right to select from the table; who has not is told that something may be missing. */
export async function readExactTexts(
  session: Session,
  table: string,
  columns: readonly DoubtfulColumn[],
): Promise<ExactTexts> {
  if (columns.length === 0) return NOTHING
  try {
    const labels: ExactLabels[] = []
    for (const column of columns)
      if (column.labels !== undefined)
        labels.push({
          column: column.name,
          labels: await readLabels(session, table, column.name, column.labels),
        })
    return { defaults: await readDefaults(session, table, columns), labels, unreadable: [] }
  } catch (error) {
    if (!isDatabaseError(error, 'permission') && !isDatabaseError(error, 'statement')) throw error
    const names = columns.map(({ name }) => `"${name}"`).join(', ')
    return { ...NOTHING, unreadable: [`this role may not read what is exact of ${names}`] }
  }
}

/** One row of nulls with the table's columns in it. */
const emptyRow = (table: string): Sql =>
  sql`(select 1 as one) drydock_one left join ${sql.id(table)} drydock_table on false`

async function readDefaults(
  session: Session,
  table: string,
  columns: readonly DoubtfulColumn[],
): Promise<readonly ExactDefault[]> {
  const asked = columns.filter(({ hasDoubtfulDefault }) => hasDoubtfulDefault)
  if (asked.length === 0) return []
  const values = asked.map(
    ({ name }, at) => sql`hex(default(drydock_table.${sql.id(name)})) as ${sql.id(`d${at}`)}`,
  )
  const { rows } = await session.execute(sql`select ${list(values)} from ${emptyRow(table)}`)
  return asked.map(({ name }, at) => ({ column: name, bytes: textOf(rows[0] ?? {}, `d${at}`) }))
}

/**
 * A recursive query keeps the column's type, and a number that is stored in an enum becomes the label of that number: in a
 * set it is a bit.
 */
async function readLabels(
  session: Session,
  table: string,
  column: string,
  { type, count }: NonNullable<DoubtfulColumn['labels']>,
): Promise<readonly string[]> {
  const value = type === 'enum' ? sql`n + 1` : sql`1 << n`
  const { rows } = await session.execute(sql`
with recursive labels as (
  select drydock_table.${sql.id(column)} as label, 0 as n from ${emptyRow(table)}
  union all
  select ${value}, n + 1 from labels where n < ${integerLiteral(count)}
)
select hex(label) as label from labels where n > 0 order by n`)
  return rows.map((row) => textOrNull(row, 'label') ?? '')
}
