/** Tables, foreign tables, views and materialized views; their columns, keys and indexes are parts. */
import { sql, type Sql } from '../../../database/sql'
import {
  commentOn,
  common,
  grantsOf,
  isNoMember,
  isOfUsers,
  labelsOf,
  lines,
  parameters,
  words,
} from './facts'
import { optionsOf } from './secrets'
import type { ObjectsQuery } from './query'

const RELATION = { catalog: sql`'pg_class'::regclass`, oid: sql`c.oid` }
const ROW_TYPE = { catalog: sql`'pg_type'::regclass`, oid: sql`c.reltype` }

export const relations: ObjectsQuery = () => sql`
select
  c.oid::text as relation,
  k.kind,
  quote_ident(n.nspname) as schema,
  quote_ident(c.relname) as name,
  ${lines([CREATE, SHAPE, STORAGE, REPLICATION, ROW_SECURITY, QUERY])} as definition,
  ${lines([
    common(RELATION, sql`c.relowner`, { acl: sql`c.relacl`, type: sql`'r'` }),
    rowType(),
  ])} as after
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join (values
  ('r'::"char", 'table'), ('p', 'table'), ('f', 'foreign table'), ('v', 'view'), ('m', 'materialized view')
) as k(relkind, kind) on k.relkind = c.relkind
left join pg_am am on am.oid = c.relam
left join pg_tablespace space on space.oid = c.reltablespace
left join pg_class toast on toast.oid = c.reltoastrelid
left join pg_foreign_table far on far.ftrelid = c.oid
left join pg_foreign_server server on server.oid = far.ftserver
where ${isOfUsers(sql`n`)} and ${isNoMember(RELATION)}`

const CREATE = sql`format(
  'create %s%s %I.%I', case when c.relpersistence = 'u' then 'unlogged ' end, k.kind, n.nspname, c.relname)`

/** Where its columns come from, and which of its parent's rows it holds. */
const SHAPE = lines([
  sql`case when c.reloftype <> 0 then 'of ' || format_type(c.reloftype, null) end`,
  sql`case when c.relkind not in ('v', 'm') then (
    select case when c.relispartition then 'partition of ' else 'inherits ' end
      || string_agg(
        h.inhparent::regclass::text || case when h.inhdetachpending then ' being detached' else '' end,
        ', ' order by h.inhseqno)
    from pg_inherits h
    where h.inhrelid = c.oid) end`,
  sql`pg_get_expr(c.relpartbound, c.oid)`,
  sql`case when c.relkind = 'p' then 'partition by ' || pg_get_partkeydef(c.oid) end`,
  sql`'server ' || quote_ident(server.srvname)`,
  sql`'options (' || ${optionsOf(sql`far.ftoptions`)} || ')'`,
])

const STORAGE = lines([
  sql`'using ' || quote_ident(nullif(am.amname, 'heap'))`,
  sql`'with (' || ${parameters(sql`c.reloptions`)} || ')'`,
  sql`'with toast (' || ${parameters(sql`toast.reloptions`)} || ')'`,
  sql`'tablespace ' || quote_ident(space.spcname)`,
])

/** What identifies a row to subscribers; an index that does says so itself. */
const REPLICATION = sql`case when c.relkind in ('r', 'p') then
  case c.relreplident when 'f' then 'replica identity full' when 'n' then 'replica identity nothing'
    when 'i' then 'replica identity using index' end end`

const ROW_SECURITY = words([
  sql`case when c.relrowsecurity then 'enable row level security' end`,
  sql`case when c.relforcerowsecurity then 'force row level security' end`,
])

const QUERY = lines([
  sql`case when c.relkind in ('v', 'm') then 'as' || E'\n' || pg_get_viewdef(c.oid) end`,
  sql`case when c.relkind = 'm' and not c.relispopulated then 'with no data' end`,
])

/** The type of its rows can be granted and commented on by itself. */
function rowType(): Sql {
  return sql`(
    select 'row type: ' || ${lines([
      grantsOf({ acl: sql`t.typacl`, type: sql`'T'`, owner: sql`t.typowner` }),
      commentOn(ROW_TYPE),
      labelsOf(ROW_TYPE),
    ])}
    from pg_type t where t.oid = c.reltype)`
}
