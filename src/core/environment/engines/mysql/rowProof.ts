/** A digest of all rows of a table, whatever order they lie in. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { TableProof } from '../cloneEngine'
import type { Proof } from '../proof'
import { rowDigest } from './exactValues'
import { everyRowOf, type RowTable } from './tables'

/**
 * Sums of both halves of each row's digest, as whole numbers: equal for equal rows in any order. A digest is computed once a row,
 * for which it is kept from one column of the answer to the next; where a server did not go from left to right, the sums
 * would depend on the order of rows, and differ.
 */
export async function proveTable(
  session: Session,
  table: RowTable,
  proof: Proof,
): Promise<TableProof> {
  if (proof === 'counts') return countTable(session, table)
  const half = (side: 'left' | 'right') =>
    sql`coalesce(sum(cast(conv(${sql.raw(side)}(@drydock_line, 16), 16, 10) as decimal(20))), 0)`
  const { rows } = await session.execute(sql`
select cast(count(@drydock_line := ${rowDigest(table.columns)}) as char) as lines_,
  cast(${half('left')} as char) as first_half, cast(${half('right')} as char) as second_half,
  cast(count(*) as char) as row_count
from ${everyRowOf(table)}`)
  const row = rows[0] ?? {}
  const count = textOf(row, 'row_count')
  if (count !== textOf(row, 'lines_'))
    throw new Error(`the server gives no digest of some rows of "${table.name}"`)
  const digest = `${textOf(row, 'first_half')} ${textOf(row, 'second_half')}`
  return { table: table.name, rows: count, digest }
}

async function countTable(session: Session, table: RowTable): Promise<TableProof> {
  const { rows } = await session.execute(
    sql`select cast(count(*) as char) as row_count from ${everyRowOf(table)}`,
  )
  return { table: table.name, rows: textOf(rows[0] ?? {}, 'row_count'), digest: null }
}
