/** Functions, procedures and window functions. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines } from './facts'
import type { ObjectsQuery } from './query'

const ROUTINE = { catalog: sql`'pg_proc'::regclass`, oid: sql`p.oid` }

/** Functions that a type brings along, as a range does, are the type's, unless somebody changed who may call them. */
export const routines: ObjectsQuery = () => sql`
select
  case p.prokind when 'p' then 'procedure' else 'function' end as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')' as name,
  ${lines([
    sql`rtrim(pg_get_functiondef(p.oid), E'\n')`,
    common(ROUTINE, sql`p.proowner`, { acl: sql`p.proacl`, type: sql`'f'` }),
  ])} as definition
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where ${isOfUsers(sql`n`)} and p.prokind in ('f', 'p', 'w') and ${isNoMember(ROUTINE)}
  and (p.proacl is not null or not exists (
    select from pg_depend inner_part
    where inner_part.classid = ${ROUTINE.catalog} and inner_part.objid = p.oid and inner_part.deptype = 'i'))`
