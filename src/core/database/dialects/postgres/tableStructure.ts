/** What the catalogue says of a table. https://www.postgresql.org/docs/current/catalogs.html */
import { textOf, type Session } from '../../session'
import { sql, type Sql } from '../../sql'
import type { Column, Table } from '../../table'
import type { TableName } from '../../tableName'
import type { Row } from '../../../util/value'
import { KINDS } from './catalog'
import { familyOf, measuresOf } from './types'

/** Reads one table's structure; undefined when it does not exist or the role may not see it. */
export async function readTable(session: Session, name: TableName): Promise<Table | undefined> {
  const facts = await readTableFacts(session, name)
  if (facts === undefined) return undefined
  return {
    schema: textOf(facts, 'schema'),
    name: textOf(facts, 'name'),
    kind: KINDS[textOf(facts, 'kind')] ?? 'table',
    columns: await readColumns(session, textOf(facts, 'oid')),
    ...(facts['inherited'] === 'true' ? INHERITED : uniqueKeysOf(facts)),
    triggers: namesOf(facts, 'triggers') ?? [],
    ...cascadesOf(facts),
    rowSecurity: facts['row_security'] === 'true',
    ...(await readElsewhere(session, facts)),
  }
}

const INHERITED = { inherited: true, primaryKey: [], uniqueKeys: [] } as const

/** The table and all whose rows it shows. */
const treeOf = (oid: Sql): Sql => sql`
with recursive tree as (
  select ${oid} as relation
  union
  select h.inhrelid from pg_catalog.pg_inherits h join tree on tree.relation = h.inhparent
)`

/** Each key's columns in its own order, the primary key first. */
const UNIQUE_KEYS = sql`
select pg_catalog.json_agg(pg_catalog.json_build_object('isPrimary', k.is_primary, 'columns', k.columns)
  order by k.is_primary desc, k.columns::text)::text
from (
  select i.indisprimary as is_primary, pg_catalog.json_agg(a.attname order by k.position) as columns
  from pg_catalog.pg_index i
  cross join lateral pg_catalog.unnest(i.indkey::int2[]) with ordinality as k(attnum, position)
  join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where i.indrelid = c.oid
    and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
    and k.position <= i.indnkeyatts
  group by i.indexrelid, i.indisprimary) k`

const TRIGGERS = sql`
select pg_catalog.json_agg(t.tgname order by t.tgname)::text
from pg_catalog.pg_trigger t
where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D'`

/** Tables whose foreign keys do more than refuse when rows of this one are deleted. */
const CASCADES = sql`
select pg_catalog.json_agg(distinct rn.nspname || '.' || r.relname order by rn.nspname || '.' || r.relname)::text
from pg_catalog.pg_constraint f
join pg_catalog.pg_class r on r.oid = f.conrelid
join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
where f.contype = 'f' and f.confrelid = c.oid and f.confdeltype in ('c', 'n', 'd')`

const SERVERS = sql`
${treeOf(sql`c.oid`)} select pg_catalog.json_agg(distinct s.srvname)::text
from tree
join pg_catalog.pg_foreign_table f on f.ftrelid = tree.relation
join pg_catalog.pg_foreign_server s on s.oid = f.ftserver`

/** In one round trip. */
async function readTableFacts(session: Session, name: TableName): Promise<Row | undefined> {
  const { rows } = await session.execute(
    sql`
select
  c.oid::text as oid,
  n.nspname::text as schema,
  c.relname::text as name,
  c.relkind::text as kind,
  c.relrowsecurity::text as row_security,
  (c.relkind <> 'p' and exists (
    select from pg_catalog.pg_inherits h where h.inhparent = c.oid))::text as inherited,
  (${UNIQUE_KEYS}) as unique_keys,
  (${TRIGGERS}) as triggers,
  (${CASCADES}) as cascades,
  (${SERVERS}) as servers
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = ${name.schema}::text
  and c.relname = ${name.name}::text
  and c.relkind in ('r', 'p', 'v', 'm', 'f')`,
  )
  return rows[0]
}

function parsedOf<T>(facts: Row, column: string): readonly T[] | undefined {
  const text = facts[column]
  return typeof text === 'string' ? (JSON.parse(text) as T[]) : undefined
}

const namesOf = (facts: Row, column: string) => parsedOf<string>(facts, column)

function uniqueKeysOf(facts: Row): Pick<Table, 'primaryKey' | 'uniqueKeys'> {
  const keys =
    parsedOf<{ isPrimary: boolean; columns: readonly string[] }>(facts, 'unique_keys') ?? []
  return {
    primaryKey: keys.find((key) => key.isPrimary)?.columns ?? [],
    uniqueKeys: keys.map((key) => key.columns),
  }
}

function cascadesOf(facts: Row): Pick<Table, 'cascades'> {
  const cascades = namesOf(facts, 'cascades')
  return cascades === undefined ? {} : { cascades }
}

async function readElsewhere(session: Session, facts: Row): Promise<Pick<Table, 'elsewhere'>> {
  const servers = namesOf(facts, 'servers')
  if (servers === undefined) return {}
  return {
    elsewhere: { servers, partitionKey: await readPartitionKey(session, textOf(facts, 'oid')) },
  }
}

/** A table depends on each column that its partitions are told by, also within an expression. */
async function readPartitionKey(session: Session, oid: string): Promise<readonly string[]> {
  const { rows } = await session.execute(
    sql`
select a.attname::text as name
from pg_catalog.pg_attribute a
where a.attrelid = ${oid}::oid and a.attname in (
  ${treeOf(sql`${oid}::oid`)} select k.attname
  from tree
  join pg_catalog.pg_partitioned_table p on p.partrelid = tree.relation
  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = tree.relation
    and d.refclassid = d.classid and d.refobjid = d.objid and d.refobjsubid = 0 and d.deptype = 'i'
  join pg_catalog.pg_attribute k on k.attrelid = tree.relation and k.attnum = d.objsubid)
order by a.attnum`,
  )
  return rows.map((row) => textOf(row, 'name'))
}

async function readColumns(session: Session, oid: string): Promise<readonly Column[]> {
  // A domain has its own name as a cast target, so that its checks run, and its base type's family.
  const { rows } = await session.execute(
    sql`
with recursive base as (
  select a.attnum, t.oid as type, t.typbasetype, case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as typmod
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_type t on t.oid = a.atttypid
  where a.attrelid = ${oid}::oid and a.attnum > 0 and not a.attisdropped
  union all
  select base.attnum, t.oid, t.typbasetype, case when t.typtype = 'd' then t.typtypmod else base.typmod end
  from base
  join pg_catalog.pg_type t on t.oid = base.typbasetype
)
select
  a.attname::text as name,
  pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
  pg_catalog.format_type(a.atttypid, -1) as cast_type,
  case when b.typtype = 'e' then 'enum' else b.typname end::text as base_type,
  case
    when b.typname = 'numeric' and base.typmod >= 4 then ((base.typmod - 4) >> 16) & 65535
    when b.typname in ('timestamp', 'timestamptz', 'time') and base.typmod >= 0 then base.typmod
  end::text as precision,
  case when b.typname = 'numeric' and base.typmod >= 4 then (((base.typmod - 4) & 2047) # 1024) - 1024 end::text as scale,
  case when b.typname in ('varchar', 'bpchar') and base.typmod >= 4 then base.typmod - 4 end::text as length,
  case when b.typtype = 'e' then (
    select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = b.oid)
  end::text as labels,
  a.attnotnull::text as not_null,
  (a.attgenerated <> '' or a.attidentity = 'a')::text as generated,
  (a.atthasdef or a.attidentity <> '' or t.typdefault is not null)::text as has_default,
  case a.attidentity when 'a' then 'always' when 'd' then 'byDefault' end as identity,
  case when a.attcollation <> t.typcollation then pg_catalog.quote_ident(co.collname) end as collation,
  coalesce(co.collisdeterministic, true)::text as deterministic,
  coalesce(
    co.collcollate in ('C', 'POSIX')
    or (co.collname = 'default' and d.datlocprovider in ('c') and d.datcollate in ('C', 'POSIX'))
    or (co.collname = 'default' and d.datlocprovider = 'b')
    or co.collprovider = 'b', false)::text as byte_ordered
from base
join pg_catalog.pg_type b on b.oid = base.type and base.typbasetype = 0
join pg_catalog.pg_attribute a on a.attrelid = ${oid}::oid and a.attnum = base.attnum
join pg_catalog.pg_type t on t.oid = a.atttypid
join pg_catalog.pg_database d on d.datname = current_database()
left join pg_catalog.pg_collation co on co.oid = a.attcollation
order by a.attnum`,
  )
  return rows.map(columnOf)
}

function columnOf(row: Row): Column {
  const collation = row['collation']
  const identity = row['identity']
  return {
    name: textOf(row, 'name'),
    type: textOf(row, 'type'),
    castType: textOf(row, 'cast_type'),
    family: familyOf(textOf(row, 'base_type')),
    ...measuresOf(row),
    nullable: row['not_null'] === 'false',
    generated: row['generated'] === 'true',
    ...(row['has_default'] === 'true' && { hasDefault: true as const }),
    ...(typeof identity === 'string' && { identity: identity as NonNullable<Column['identity']> }),
    ...(typeof collation === 'string' && { collation }),
    deterministic: row['deterministic'] === 'true',
    byteOrdered: row['byte_ordered'] === 'true',
  }
}
