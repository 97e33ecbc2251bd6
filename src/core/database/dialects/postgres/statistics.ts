/** What the planner's statistics say. https://www.postgresql.org/docs/current/view-pg-stats.html */
import type { TableStatistics } from '../../dialect'
import { sql } from '../../sql'
import { textOf, type Session } from '../../session'
import type { TableName } from '../../tableName'
import { arrayLiteral } from '../../arrayLiteral'

/** What a row takes in a table that was never analyzed, and a column of which nothing is known. */
const UNKNOWN_ROW = 100
const UNKNOWN_COLUMN = 16

export async function readStatistics(
  session: Session,
  { schema, name }: TableName,
  columns: readonly string[],
): Promise<TableStatistics> {
  const { rows } = await session.execute(
    sql`
with leaves as (
  select leaf.oid, leaf.reltuples
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select c.oid where c.relkind <> 'p'
    union all
    select tree.relid from pg_catalog.pg_partition_tree(c.oid) tree where c.relkind = 'p' and tree.isleaf
  ) part
  join pg_catalog.pg_class leaf on leaf.oid = part.oid
  where n.nspname = ${schema}::text and c.relname = ${name}::text
)
select
  coalesce((
    select sum(case when reltuples >= 0 then reltuples
      else coalesce(pg_catalog.pg_relation_size(oid), 0) / ${String(UNKNOWN_ROW)}::float8 end)
    from leaves), 0)::bigint::text as rows,
  coalesce((
    select sum(coalesce(s.avg_width * (1 - s.null_frac), ${String(UNKNOWN_COLUMN)}::float8))
    from pg_catalog.unnest(${arrayLiteral(columns)}::text[]) as wanted(name)
    left join pg_catalog.pg_stats s
      on s.schemaname = ${schema}::text and s.tablename = ${name}::text and s.attname = wanted.name
  ), 0)::bigint::text as row_bytes`,
  )
  const row = rows[0] ?? {}
  return { rows: Number(textOf(row, 'rows')), rowBytes: Number(textOf(row, 'row_bytes')) }
}
