/** Runs that have only added rows, to a table in which each row says which run it is of: they need no journal of each row. */
import { textOf, type Session } from '../database/session'
import { sql } from '../database/sql'
import { ledgerSql } from './ledgerSql'

/** All rows of the table that have the value in the column are the run's. */
export interface RowRange {
  /** `schema.name`. */
  readonly table: string
  readonly column: string
  readonly value: string
}

/** Written before the first of its rows. */
export async function insertRowRange(
  session: Session,
  runId: string,
  { table, column, value }: RowRange,
): Promise<void> {
  const { rowRanges } = ledgerSql(session)
  await session.execute(sql`
insert into ${rowRanges} (run_id, table_name, column_name, value)
values (${runId}, ${table}, ${column}, ${value})`)
}

/** Undefined where the run is journalled row by row. */
export async function readRowRange(session: Session, runId: string): Promise<RowRange | undefined> {
  const { rowRanges } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select table_name, column_name, value from ${rowRanges} where run_id = ${runId}`)
  const [row] = rows
  if (row === undefined) return undefined
  return {
    table: textOf(row, 'table_name'),
    column: textOf(row, 'column_name'),
    value: textOf(row, 'value'),
  }
}
