/** What the storage engine's statistics say. https://mariadb.com/kb/en/information-schema-tables-table/ */
import type { TableStatistics } from '../../dialect'
import { sql } from '../../sql'
import { textOf, type Session } from '../../session'
import type { TableName } from '../../tableName'

/** The bytes are those of whole rows: nothing is known of single columns. */
export async function readStatistics(
  session: Session,
  { schema, name }: TableName,
): Promise<TableStatistics> {
  const { rows } = await session.execute(sql`
select cast(coalesce(table_rows, 0) as char) as row_count,
  cast(coalesce(avg_row_length, 0) as char) as row_bytes
from information_schema.tables
where table_schema = ${schema} and table_name = ${name}`)
  const row = rows[0] ?? {}
  const text = (column: string) => (row[column] === undefined ? '0' : textOf(row, column))
  return { rows: Number(text('row_count')), rowBytes: Number(text('row_bytes')) }
}
