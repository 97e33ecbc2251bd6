/** Enums, ranges, composite types, base types and shells; not the types of rows and of arrays. */
import { sql, type Sql } from '../../../database/sql'
import { commentOn, common, isNoMember, isOfUsers, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const TYPE = { catalog: sql`'pg_type'::regclass`, oid: sql`t.oid` }

/** The attributes of a composite type are parts, as the columns of a table are. */
export const types: ObjectsQuery = () => sql`
select
  nullif(t.typrelid, 0)::text as relation,
  'type' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(t.typname) as name,
  format('create type %I.%I ', n.nspname, t.typname) || case
    when not t.typisdefined then '(shell)'
    when t.typtype = 'e' then ${ENUM}
    when t.typtype = 'r' then ${range()}
    when t.typtype = 'c' then 'as composite'
    else ${base()} end as definition,
  ${common(TYPE, sql`t.typowner`, { acl: sql`t.typacl`, type: sql`'T'` })} as after
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
left join pg_class c on c.oid = t.typrelid
left join pg_range r on r.rngtypid = t.oid
left join pg_type many on many.oid = r.rngmultitypid
where ${isOfUsers(sql`n`)} and ${isNoMember(TYPE)}
  and (t.typtype in ('e', 'r', 'b', 'p') or (t.typtype = 'c' and c.relkind = 'c'))
  and not exists (select from pg_type element where element.typarray = t.oid)`

const ENUM = sql`'as enum (' || coalesce((
  select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
  from pg_enum e where e.enumtypid = t.oid), '') || ')'`

/** With the type of several ranges, which has a name and a comment of its own. */
function range(): Sql {
  return sql`'as range ' || ${words([
    sql`'subtype ' || format_type(r.rngsubtype, null)`,
    sql`(
      select 'operator class ' || quote_ident(home.nspname) || '.' || quote_ident(o.opcname)
      from pg_opclass o join pg_namespace home on home.oid = o.opcnamespace
      where o.oid = r.rngsubopc)`,
    sql`'collation ' || nullif(r.rngcollation, 0)::regcollation::text`,
    sql`'canonical ' || ${routineName(sql`r.rngcanonical`)}`,
    sql`'subtype difference ' || ${routineName(sql`r.rngsubdiff`)}`,
    sql`'multirange ' || many.oid::regtype::text`,
    sql`'multirange ' || ${commentOn({ catalog: TYPE.catalog, oid: sql`many.oid` })}`,
  ])}`
}

function base(): Sql {
  return sql`'as base ' || ${words([
    FUNCTIONS,
    sql`'length ' || t.typlen`,
    sql`case when t.typbyval then 'passed by value' end`,
    sql`'alignment ' || t.typalign::text`,
    sql`'storage ' || t.typstorage::text`,
    sql`'category ' || quote_literal(t.typcategory::text)`,
    sql`case when t.typispreferred then 'preferred' end`,
    sql`'default ' || quote_literal(t.typdefault)`,
    sql`'element ' || nullif(t.typelem, 0)::regtype::text`,
    sql`'delimiter ' || quote_literal(t.typdelim::text)`,
    sql`case when t.typcollation <> 0 then 'collatable' end`,
  ])}`
}

const FUNCTIONS: Sql = words([
  sql`'input ' || ${routineName(sql`t.typinput`)}`,
  sql`'output ' || ${routineName(sql`t.typoutput`)}`,
  sql`'receive ' || ${routineName(sql`t.typreceive`)}`,
  sql`'send ' || ${routineName(sql`t.typsend`)}`,
  sql`'modifiers in ' || ${routineName(sql`t.typmodin`)}`,
  sql`'modifiers out ' || ${routineName(sql`t.typmodout`)}`,
  sql`'analyze ' || ${routineName(sql`t.typanalyze`)}`,
  sql`'subscript ' || ${routineName(sql`t.typsubscript`)}`,
])
