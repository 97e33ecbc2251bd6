/** Row security policies of tables. */
import { sql } from '../../../database/sql'
import { commentOn, isOfUsers, words } from './facts'
import type { PartsQuery } from './query'

const POLICY = { catalog: sql`'pg_policy'::regclass`, oid: sql`p.oid` }

export const policies: PartsQuery = () => sql`
select
  p.polrelid::text as relation,
  concat_ws(E'\n  ', ${words([HEAD, ROLES, USING, CHECK])}, ${commentOn(POLICY)}) as line
from pg_policy p
join pg_class c on c.oid = p.polrelid
join pg_namespace n on n.oid = c.relnamespace
where ${isOfUsers(sql`n`)}
order by p.polrelid, p.polname`

const HEAD = sql`format(
  'policy %I as %s for %s',
  p.polname,
  case when p.polpermissive then 'permissive' else 'restrictive' end,
  case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end)`

const ROLES = sql`(
  select 'to ' || string_agg(named.role, ', ' order by named.role collate "C")
  from (
    select case r.oid when 0 then 'public' else quote_ident(pg_get_userbyid(r.oid)) end as role
    from unnest(p.polroles) as r(oid)
  ) named)`

const USING = sql`'using (' || pg_get_expr(p.polqual, p.polrelid) || ')'`
const CHECK = sql`'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'`
