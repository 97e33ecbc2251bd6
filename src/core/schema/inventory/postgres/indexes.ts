/** Indexes of tables and materialized views. */
import { sql } from '../../../database/sql'
import { commentOn, dependenceOf, isOfUsers, words } from './facts'
import type { PartsQuery } from './query'

const INDEX = { catalog: sql`'pg_class'::regclass`, oid: sql`i.indexrelid` }

export const indexes: PartsQuery = () => sql`
select
  i.indrelid::text as relation,
  concat_ws(
    E'\n  ',
    ${words([sql`pg_get_indexdef(i.indexrelid)`, STATE])},
    ${STATISTICS},
    ${commentOn(INDEX)},
    ${dependenceOf(INDEX)}) as line
from pg_index i
join pg_class x on x.oid = i.indexrelid
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_tablespace space on space.oid = x.reltablespace
where ${isOfUsers(sql`n`)} and c.relkind in ('r', 'p', 'm')
order by i.indrelid, x.relname`

const STATE = words([
  sql`'tablespace ' || quote_ident(space.spcname)`,
  sql`(
    select 'attached to ' || h.inhparent::regclass::text from pg_inherits h where h.inhrelid = i.indexrelid)`,
  sql`case when not i.indisvalid then '(not valid)' end`,
  sql`case when i.indisclustered then '(cluster on)' end`,
  sql`case when i.indisreplident then '(replica identity)' end`,
])

/** Only columns that are expressions have targets. */
const STATISTICS = sql`(
  select string_agg(format('column %s statistics %s', a.attnum, a.attstattarget), ', ' order by a.attnum)
  from pg_attribute a
  where a.attrelid = i.indexrelid and a.attstattarget >= 0)`
