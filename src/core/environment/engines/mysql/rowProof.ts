/** A digest of all rows of a table, whatever order they lie in. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { TableProof } from '../cloneEngine'
import { rowDigest } from './exactValues'
import { everyRowOf, type RowTable } from './tables'

/** Sums of both halves of each row's digest, as whole numbers: equal for equal rows in any order. */
export async function proveTable(session: Session, table: RowTable): Promise<TableProof> {
  const { rows } = await session.execute(sql`
select cast(count(*) as char) as row_count, cast(count(line) as char) as lines_,
  concat(coalesce(sum(cast(conv(left(line, 16), 16, 10) as decimal(20))), 0), ' ',
    coalesce(sum(cast(conv(right(line, 16), 16, 10) as decimal(20))), 0)) as digest
from (select ${rowDigest(table.columns)} as line from ${everyRowOf(table)}) drydock_rows`)
  const row = rows[0] ?? {}
  const count = textOf(row, 'row_count')
  if (count !== textOf(row, 'lines_'))
    throw new Error(`the server gives no digest of some rows of "${table.name}"`)
  return { table: table.name, rows: count, digest: textOf(row, 'digest') }
}
