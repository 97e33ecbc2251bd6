/** What the catalogue says of all tables. https://www.postgresql.org/docs/current/catalogs.html */
import { textOf, textOrNull, type Session } from '../../session'
import { sql, tableRef } from '../../sql'
import type { Table, TableListing } from '../../table'
import type { TableName } from '../../tableName'

export const KINDS: Readonly<Record<string, Table['kind']>> = {
  r: 'table',
  p: 'partitioned',
  v: 'view',
  m: 'materializedView',
  f: 'foreign',
}

/** Names of its columns; undefined when it does not exist or the role may not see it. */
export async function readColumnNames(
  session: Session,
  { schema, name }: TableName,
): Promise<readonly string[] | undefined> {
  const { rows } = await session.execute(
    sql`
select (
  select pg_catalog.json_agg(a.attname)::text
  from pg_catalog.pg_attribute a
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = ${schema}::text and c.relname = ${name}::text and c.relkind in ('r', 'p', 'v', 'm', 'f')`,
  )
  if (rows[0] === undefined) return undefined
  return JSON.parse(textOrNull(rows[0], 'columns') ?? '[]') as string[]
}

/** The schema of a table that is named without one: the first of the search path that has it. */
export async function findSchema(session: Session, table: string): Promise<string | undefined> {
  const { rows } = await session.execute(
    sql`
select n.nspname::text as schema
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relname = ${table}::text
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and n.nspname = any (current_schemas(false))
order by pg_catalog.array_position(current_schemas(false), n.nspname)
limit 1`,
  )
  return rows[0] === undefined ? undefined : textOf(rows[0], 'schema')
}

/** Tables and views outside the system's and the ledger's schemas, with the planner's row estimates. */
export async function listTables(session: Session): Promise<readonly TableListing[]> {
  const { rows } = await session.execute(
    sql`
select
  n.nspname::text as schema,
  c.relname::text as name,
  c.relkind::text as kind,
  case
    when c.relkind = 'p' then (
      select coalesce(sum(greatest(leaf.reltuples, 0)), -1)::bigint
      from pg_catalog.pg_partition_tree(c.oid) tree
      join pg_catalog.pg_class leaf on leaf.oid = tree.relid
      where tree.isleaf)
    else c.reltuples::bigint
  end::text as estimate
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema', 'drydock')
  and n.nspname !~ '^pg_(toast|temp)'
order by n.nspname, c.relname`,
  )
  return rows.map((row) => ({
    schema: textOf(row, 'schema'),
    name: textOf(row, 'name'),
    kind: KINDS[textOf(row, 'kind')] ?? 'table',
    estimatedRows: Number(textOf(row, 'estimate')),
  }))
}

export async function countRows(session: Session, table: TableName): Promise<string> {
  const { rows } = await session.execute(sql`select count(*)::text as rows from ${tableRef(table)}`)
  return textOf(rows[0] ?? {}, 'rows')
}
