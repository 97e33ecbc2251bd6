/** Comments and privileges of the types of tables' rows, which a dump does not have. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'

/** The statements that give them; the server writes them, with its own quotes. */
export async function readRowTypes(session: Session): Promise<readonly string[]> {
  const { rows } = await session.execute(sql`
with row_types as (
  select t.oid, t.typacl, t.typowner, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname) as name
  from pg_catalog.pg_type t
  join pg_catalog.pg_class c on c.oid = t.typrelid and c.relkind <> 'c'
  join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock')
)
select pg_catalog.format('comment on type %s is %L', name, d.description) as statement, 0 as turn
from row_types
join pg_catalog.pg_description d on d.objoid = row_types.oid and d.classoid = 'pg_type'::regclass and d.objsubid = 0
union all
select pg_catalog.format('revoke all on type %s from public, %I', name, pg_catalog.pg_get_userbyid(typowner)), 1
from row_types where typacl is not null
union all
select pg_catalog.format(
  'grant %s on type %s to %s%s', a.privilege_type, name,
  case when a.grantee = 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end,
  case when a.is_grantable then ' with grant option' else '' end), 2
from row_types cross join pg_catalog.aclexplode(typacl) a
order by turn, statement`)
  return rows.map((row) => textOf(row, 'statement'))
}
