import { arrayLiteral } from '../../arrayLiteral'
import type { OtherWrites } from '../../dialect'
import { sql } from '../../sql'
import { textOf, type Session } from '../../session'
import type { TableName } from '../../tableName'

/** SELECT, UPDATE and INSERT may be granted on single columns, DELETE on the table. */
export async function findMissingPrivileges(
  session: Session,
  { schema, name }: TableName,
  columns: readonly string[],
  others: OtherWrites = {},
): Promise<readonly string[]> {
  const readOnly = (others.read ?? []).filter((column) => !columns.includes(column))
  const { rows } = await session.execute(
    sql`
with target as (
  select c.oid
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ${schema}::text and c.relname = ${name}::text
)
select 'writing, because default_transaction_read_only is on for this role or database' as missing
where (
  select reset_val from pg_catalog.pg_settings where name = 'default_transaction_read_only'
) = 'on'
union all
select 'usage of schema "' || ${schema}::text || '"'
where not has_schema_privilege(${schema}::text, 'usage')
union all
select privilege || ' of column "' || column_name || '"'
from target
cross join unnest(${arrayLiteral(columns)}::text[]) as column_name
cross join unnest(array['select', 'update']) as privilege
where not has_column_privilege(target.oid, column_name, privilege)
union all
select 'select of column "' || column_name || '"'
from target
cross join unnest(${arrayLiteral(readOnly)}::text[]) as column_name
where not has_column_privilege(target.oid, column_name, 'select')
union all
select 'insert of column "' || column_name || '"'
from target
cross join unnest(${arrayLiteral(others.insert ?? [])}::text[]) as column_name
where not has_column_privilege(target.oid, column_name, 'insert')
union all
select 'delete'
from target
where ${others.delete === true ? 't' : 'f'}::boolean and not has_table_privilege(target.oid, 'delete')`,
  )
  return rows.map((row) => textOf(row, 'missing'))
}
