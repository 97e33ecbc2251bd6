/**
 * Objects of the system and members of extensions of which somebody changed who may use them. Of nothing else is it known
 * what they were like when they were made.
 */
import { sql, type Sql } from '../../../database/sql'
import { aclText, isMadeLater } from './facts'
import type { ObjectsQuery } from './query'

interface Catalog {
  readonly catalog: Sql
  readonly from: Sql
  /** Default: `o.oid`. */
  readonly oid?: Sql
  /** The number of a column; default: the object as a whole. */
  readonly part?: Sql
  /** As `acldefault` names the kind of object. */
  readonly type: Sql
  readonly kind: Sql
  readonly name: Sql
  readonly acl: Sql
  readonly owner: Sql
  /** Whether the object was made with the cluster and has privileges that are known. */
  readonly isSystems: Sql
}

/** The privileges that the information schema began with are not kept. */
const IN_SYSTEM_SCHEMA = sql`n.nspname = 'pg_catalog'`
const NO_SCHEMA = sql`(select ''::name as nspname) n`

const RELATIONS: Catalog = {
  catalog: sql`'pg_class'::regclass`,
  from: sql`pg_class o join pg_namespace n on n.oid = o.relnamespace`,
  type: sql`case o.relkind when 'S' then 's' else 'r' end::"char"`,
  kind: sql`case o.relkind
    when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end`,
  name: sql`quote_ident(o.relname)`,
  acl: sql`o.relacl`,
  owner: sql`o.relowner`,
  isSystems: IN_SYSTEM_SCHEMA,
}

const COLUMNS: Catalog = {
  catalog: sql`'pg_class'::regclass`,
  from: sql`pg_attribute o join pg_class r on r.oid = o.attrelid join pg_namespace n on n.oid = r.relnamespace`,
  oid: sql`r.oid`,
  part: sql`o.attnum`,
  type: sql`'c'::"char"`,
  kind: sql`case r.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end`,
  name: sql`quote_ident(r.relname) || '.' || quote_ident(o.attname)`,
  acl: sql`o.attacl`,
  owner: sql`r.relowner`,
  isSystems: IN_SYSTEM_SCHEMA,
}

const ROUTINES: Catalog = {
  catalog: sql`'pg_proc'::regclass`,
  from: sql`pg_proc o join pg_namespace n on n.oid = o.pronamespace`,
  type: sql`'f'::"char"`,
  kind: sql`case o.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end`,
  name: sql`quote_ident(o.proname) || '(' || oidvectortypes(o.proargtypes) || ')'`,
  acl: sql`o.proacl`,
  owner: sql`o.proowner`,
  isSystems: IN_SYSTEM_SCHEMA,
}

const TYPES: Catalog = {
  catalog: sql`'pg_type'::regclass`,
  from: sql`pg_type o join pg_namespace n on n.oid = o.typnamespace`,
  type: sql`'T'::"char"`,
  kind: sql`case o.typtype when 'd' then 'domain' else 'type' end`,
  name: sql`quote_ident(o.typname)`,
  acl: sql`o.typacl`,
  owner: sql`o.typowner`,
  isSystems: IN_SYSTEM_SCHEMA,
}

const LANGUAGES: Catalog = {
  catalog: sql`'pg_language'::regclass`,
  from: sql`pg_language o cross join ${NO_SCHEMA}`,
  type: sql`'l'::"char"`,
  kind: sql`'language'`,
  name: sql`quote_ident(o.lanname)`,
  acl: sql`o.lanacl`,
  owner: sql`o.lanowner`,
  isSystems: sql`not ${isMadeLater(sql`o.oid`)}`,
}

const SCHEMAS: Catalog = {
  catalog: sql`'pg_namespace'::regclass`,
  from: sql`pg_namespace o cross join ${NO_SCHEMA}`,
  type: sql`'n'::"char"`,
  kind: sql`'schema'`,
  name: sql`quote_ident(o.nspname)`,
  acl: sql`o.nspacl`,
  owner: sql`o.nspowner`,
  isSystems: sql`o.nspname = 'pg_catalog'`,
}

const WRAPPERS: Catalog = {
  catalog: sql`'pg_foreign_data_wrapper'::regclass`,
  from: sql`pg_foreign_data_wrapper o cross join ${NO_SCHEMA}`,
  type: sql`'F'::"char"`,
  kind: sql`'foreign data wrapper'`,
  name: sql`quote_ident(o.fdwname)`,
  acl: sql`o.fdwacl`,
  owner: sql`o.fdwowner`,
  isSystems: sql`not ${isMadeLater(sql`o.oid`)}`,
}

export const systemPrivileges: ObjectsQuery = () => {
  const catalogs = [RELATIONS, COLUMNS, ROUTINES, TYPES, LANGUAGES, SCHEMAS, WRAPPERS]
  return sql.join(catalogs.map(changedPrivileges), sql` union all `)
}

function changedPrivileges(one: Catalog): Sql {
  const { catalog, from, type, kind, name, acl, owner, isSystems } = one
  const { oid = sql`o.oid`, part = sql`0` } = one
  const now = aclText(sql`coalesce(${acl}, acldefault(${type}, ${owner}))`)
  const first = aclText(sql`coalesce(i.initprivs, acldefault(${type}, ${owner}))`)
  return sql`
select
  ${kind} as kind,
  coalesce(nullif(quote_ident(n.nspname), '""'), '') as schema,
  ${name} as name,
  ${now} as definition
from ${from}
left join pg_init_privs i on i.objoid = ${oid} and i.classoid = ${catalog} and i.objsubid = ${part}
where ${acl} is distinct from i.initprivs
  and (${isSystems} or exists (
    select from pg_depend member
    where member.classid = ${catalog} and member.objid = ${oid} and member.objsubid = 0 and member.deptype = 'e'))
  and ${now} <> ${first}`
}
