/** A constraint of a table, from the catalogue. https://www.postgresql.org/docs/current/catalog-pg-constraint.html */
import { textOf } from '../../database/session'
import { sql } from '../../database/sql'
import type { Row } from '../../util/value'
import type { ReadRule, Rule } from '../rules'

/** Of the table's own constraints, of unique indexes without one, and of foreign keys of others that refer to it. */
export const readPostgresRule: ReadRule = async (session, { schema, name }, constraint) => {
  const { rows } = await session.execute(sql`
with target as (
  select c.oid from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ${schema}::text and c.relname = ${name}::text
)
select
  case when k.contype = 'f' and k.conrelid <> t.oid then 'r' else k.contype::text end as kind,
  pg_catalog.pg_get_expr(k.conbin, k.conrelid) as expression,
  ${namesOf(sql`k.conrelid`, sql`k.conkey`)} as columns,
  ${namesOf(sql`k.confrelid`, sql`k.confkey`)} as other_columns,
  n.nspname::text as other_schema, o.relname::text as other_name
from target t
join pg_catalog.pg_constraint k on t.oid in (k.conrelid, k.confrelid)
left join pg_catalog.pg_class o on o.oid = case when k.conrelid = t.oid then k.confrelid else k.conrelid end
left join pg_catalog.pg_namespace n on n.oid = o.relnamespace
where k.conname = ${constraint}::text and k.contype in ('c', 'f', 'u', 'p')
union all
select 'u', null, ${namesOf(sql`i.indrelid`, sql`i.indkey::int2[]`)}, null, null, null
from target t
join pg_catalog.pg_index i on i.indrelid = t.oid
join pg_catalog.pg_class x on x.oid = i.indexrelid and x.relname = ${constraint}::text
where i.indisunique and i.indpred is null and i.indexprs is null and i.indnatts = i.indnkeyatts
limit 1`)
  return rows[0] === undefined ? undefined : ruleOf(constraint, rows[0])
}

function namesOf(table: ReturnType<typeof sql>, numbers: ReturnType<typeof sql>) {
  return sql`(
    select pg_catalog.json_agg(a.attname order by p.place)::text
    from pg_catalog.unnest(${numbers}) with ordinality as p(number, place)
    join pg_catalog.pg_attribute a on a.attrelid = ${table} and a.attnum = p.number)`
}

function ruleOf(name: string, row: Row): Rule | undefined {
  const columns = namesIn(row, 'columns')
  switch (row['kind']) {
    case 'c':
      return { kind: 'check', name, columns, expression: textOf(row, 'expression') }
    case 'u':
    case 'p':
      return { kind: 'unique', name, columns }
    case 'f':
    case 'r':
      return referenceOf(name, row, columns)
    default:
      return undefined
  }
}

/** The constraint's own columns are those of the table that refers to the other. */
function referenceOf(name: string, row: Row, columns: readonly string[]): Rule {
  const other = { schema: textOf(row, 'other_schema'), name: textOf(row, 'other_name') }
  const otherColumns = namesIn(row, 'other_columns')
  return row['kind'] === 'f'
    ? { kind: 'reference', name, columns, other, otherColumns }
    : { kind: 'referenced', name, columns: otherColumns, other, otherColumns: columns }
}

function namesIn(row: Row, column: string): readonly string[] {
  return JSON.parse(row[column] ?? '[]') as string[]
}
