import { sql } from '../../sql'
import { textOrNull, type Session } from '../../session'
import type { TableName } from '../../tableName'

/** The table's storage engine where it knows no transactions, as MyISAM, Aria and MEMORY. A view has none. */
export async function findNotTransactional(
  session: Session,
  { schema, name }: TableName,
): Promise<string | undefined> {
  const { rows } = await session.execute(sql`
select t.engine as engine
from information_schema.tables t
join information_schema.engines e on e.engine = t.engine
where t.table_schema = ${schema} and t.table_name = ${name} and coalesce(e.transactions, 'NO') <> 'YES'`)
  return textOrNull(rows[0] ?? {}, 'engine') ?? undefined
}
