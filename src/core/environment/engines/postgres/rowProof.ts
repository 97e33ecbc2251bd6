/** A digest of all rows of a table, whatever order they lie in. */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { TableProof } from '../cloneEngine'
import type { Proof } from '../proof'
import type { RelayTable } from './relayTables'

/**
 * Sums of two 64-bit hashes of each row's text, which is exact under the settings of our sessions; equal for equal rows in any
 * order, and different for different ones but for one chance in 2^128. `hashtextextended` is the same in all versions.
 */
export async function proveTable(
  session: Session,
  table: RelayTable,
  proof: Proof,
): Promise<TableProof> {
  if (proof === 'counts') return countTable(session, table)
  const name = sql.id(table.schema, table.name)
  const { rows } = await session.execute(sql`
select
  count(*)::text as rows,
  coalesce(sum(pg_catalog.hashtextextended(r.line, 0)::numeric), 0)::text
    || ' ' || coalesce(sum(pg_catalog.hashtextextended(r.line, 7046029254386353131)::numeric), 0)::text as digest
from (select (t.*)::text as line from only ${name} t ${sql.raw(table.condition)} offset 0) r`)
  const row = rows[0] ?? {}
  return {
    table: `${table.schema}.${table.name}`,
    rows: textOf(row, 'rows'),
    digest: textOf(row, 'digest'),
  }
}

async function countTable(session: Session, table: RelayTable): Promise<TableProof> {
  const name = sql.id(table.schema, table.name)
  const { rows } = await session.execute(
    sql`select count(*)::text as rows from only ${name} ${sql.raw(table.condition)}`,
  )
  const count = textOf(rows[0] ?? {}, 'rows')
  return { table: `${table.schema}.${table.name}`, rows: count, digest: null }
}
