/** Materialized views get their rows from a query, once everything that it reads is there. */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'

interface MaterializedView {
  readonly schema: string
  readonly name: string
}

/** Those that have been filled, each after those that it reads. */
export async function readFilledViews(session: Session): Promise<readonly MaterializedView[]> {
  const { rows } = await session.execute(sql`
with recursive reads as (
  select distinct r.ev_class as view, d.refobjid as relation
  from pg_catalog.pg_rewrite r
  join pg_catalog.pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
), depths as (
  select c.oid, 0 as depth from pg_catalog.pg_class c where c.relkind in ('m', 'v')
  union
  select reads.view, depths.depth + 1
  from reads join depths on depths.oid = reads.relation
  where depths.depth < 100
)
select n.nspname::text as schema, c.relname::text as name
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'm' and c.relispopulated and n.nspname !~ '^pg_' and n.nspname <> 'drydock'
order by (select max(depth) from depths where depths.oid = c.oid), 1, 2`)
  return rows.map((row) => ({ schema: textOf(row, 'schema'), name: textOf(row, 'name') }))
}

export async function fillViews(
  session: Session,
  views: readonly MaterializedView[],
): Promise<void> {
  for (const { schema, name } of views)
    await session.execute(sql`refresh materialized view ${sql.id(schema, name)}`)
}
