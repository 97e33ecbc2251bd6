/** What the catalogue says of tables. https://mariadb.com/kb/en/information-schema-tables/ */
import { sql, tableRef } from '../../sql'
import { textOf, textOrNull, type Session } from '../../session'
import type { Column, Table, TableListing } from '../../table'
import type { TableName } from '../../tableName'
import type { Row } from '../../../util/value'
import { castTypeOf, familyOf, labelsOf, limitsOf } from './types'

/** Reads one table's structure; undefined when it does not exist or the user may not see it. */
export async function readTable(session: Session, name: TableName): Promise<Table | undefined> {
  const { rows } = await session.execute(sql`
select table_schema as table_schema, table_name as table_name, table_type as table_type,
  coalesce(create_options, '') as create_options
from information_schema.tables
where table_schema = ${name.schema} and table_name = ${name.name}`)
  const facts = rows[0]
  if (facts === undefined) return undefined
  const documents = await readJsonColumns(session, name)
  return {
    schema: textOf(facts, 'table_schema'),
    name: textOf(facts, 'table_name'),
    kind: kindOf(facts),
    columns: await readColumns(session, name, documents),
    ...(await readUniqueKeys(session, name)),
    triggers: await readTriggers(session, name),
    ...(await readCascades(session, name)),
    rowSecurity: false,
  }
}

function kindOf(facts: Row): Table['kind'] {
  if (/view/i.test(textOf(facts, 'table_type'))) return 'view'
  return /partitioned/i.test(textOf(facts, 'create_options')) ? 'partitioned' : 'table'
}

/** In MariaDB, JSON is a text with a check that it is valid. */
async function readJsonColumns(
  session: Session,
  { schema, name }: TableName,
): Promise<ReadonlySet<string>> {
  const { rows: described } = await session.execute(sql`
select column_name as column_name from information_schema.columns
where table_schema = 'information_schema' and lower(table_name) = 'check_constraints'
  and lower(column_name) = 'table_name'`)
  if (described.length === 0) return new Set()
  const { rows } = await session.execute(sql`
select check_clause as check_clause from information_schema.check_constraints
where constraint_schema = ${schema} and table_name = ${name}`)
  return new Set(
    rows.flatMap((row) => {
      const match = /^json_valid\(`((?:[^`]|``)+)`\)$/i.exec(textOf(row, 'check_clause'))
      return match?.[1] === undefined ? [] : [match[1].replaceAll('``', '`')]
    }),
  )
}

async function readColumns(
  session: Session,
  { schema, name }: TableName,
  documents: ReadonlySet<string>,
): Promise<readonly Column[]> {
  const { rows } = await session.execute(sql`
select
  column_name as column_name, column_type as column_type, lower(data_type) as data_type,
  is_nullable as is_nullable, extra as extra,
  cast(character_maximum_length as char) as characters, cast(character_octet_length as char) as bytes,
  cast(numeric_precision as char) as digits, cast(numeric_scale as char) as scale,
  cast(datetime_precision as char) as fraction,
  character_set_name as character_set, collation_name as collation, column_default as default_value
from information_schema.columns
where table_schema = ${schema} and table_name = ${name}
order by ordinal_position`)
  return rows.map((row) => columnOf(row, documents))
}

/** Names of its columns; undefined when it does not exist or the user may not see it. */
export async function readColumnNames(
  session: Session,
  { schema, name }: TableName,
): Promise<readonly string[] | undefined> {
  const { rows } = await session.execute(sql`
select column_name as column_name
from information_schema.columns
where table_schema = ${schema} and table_name = ${name}`)
  return rows.length === 0 ? undefined : rows.map((row) => textOf(row, 'column_name'))
}

function columnOf(row: Row, documents: ReadonlySet<string>): Column {
  const name = textOf(row, 'column_name')
  const type = textOf(row, 'column_type')
  const dataType = documents.has(name) ? 'json' : textOf(row, 'data_type')
  const isDocument = documents.has(name)
  const extra = textOrNull(row, 'extra') ?? ''
  const collation = isDocument ? null : textOrNull(row, 'collation')
  const deterministic = collation === null || hasDistinctBytes(collation)
  return {
    name,
    type,
    castType: isDocument ? 'longtext' : castTypeOf(castFacts(row, dataType)),
    family: familyOf(dataType),
    ...measuresOf(row, dataType),
    nullable: textOf(row, 'is_nullable') === 'YES',
    // An invisible column is an ordinary one that `*` leaves out.
    generated: /(virtual|stored) generated/i.test(extra),
    ...(/auto_increment/i.test(extra) && { identity: 'byDefault' as const }),
    ...(/\bon update\b/i.test(extra) && { setOnUpdate: true as const }),
    ...(hasDefault(row, extra) && { hasDefault: true as const }),
    ...(collation !== null && { collation }),
    deterministic,
    byteOrdered: collation !== null && /^utf8mb4_(.*_)?bin$/.test(collation),
  }
}

/** MariaDB says `NULL` of columns that are null by default. */
function hasDefault(row: Row, extra: string): boolean {
  const value = textOrNull(row, 'default_value')
  return (value !== null && value !== 'NULL') || /auto_increment|generated/i.test(extra)
}

/** Where blanks at the end count and every character is only itself. */
function hasDistinctBytes(collation: string): boolean {
  return collation === 'binary' || /_nopad_bin$|_0900_bin$/.test(collation)
}

function castFacts(row: Row, dataType: string) {
  return {
    dataType,
    isUnsigned: /\bunsigned\b/.test(textOf(row, 'column_type')),
    precision: numberOf(row, 'fraction'),
    scale: numberOf(row, 'scale'),
  }
}

/** What the type says of the values that fit. */
function measuresOf(
  row: Row,
  dataType: string,
): Pick<Column, 'precision' | 'scale' | 'length' | 'labels' | 'limits'> {
  const family = familyOf(dataType)
  const isUnsigned = /\bunsigned\b/.test(textOf(row, 'column_type'))
  const digits = numberOf(row, 'digits')
  const declared = ['char', 'varchar', 'binary', 'varbinary'].includes(dataType)
  const precision =
    family === 'decimal'
      ? digits
      : ['timestamp', 'timestamptz', 'time'].includes(family)
        ? numberOf(row, 'fraction')
        : undefined
  const scale = family === 'decimal' ? numberOf(row, 'scale') : undefined
  const length = declared ? numberOf(row, 'characters') : undefined
  const isDocument = dataType === 'json' && textOf(row, 'data_type') !== 'json'
  const limits = limitsOf({
    dataType: isDocument ? 'document' : dataType,
    isUnsigned,
    bits: digits,
    characterSet: textOrNull(row, 'character_set') ?? undefined,
    bytes: declared || !['text', 'bytes'].includes(family) ? undefined : numberOf(row, 'bytes'),
  })
  return {
    ...(precision !== undefined && { precision }),
    ...(scale !== undefined && { scale }),
    ...(length !== undefined && { length }),
    ...(family === 'enum' && { labels: labelsOf(textOf(row, 'column_type')) }),
    ...(limits !== undefined && { limits }),
  }
}

function numberOf(row: Row, name: string): number | undefined {
  const text = row[name]
  return typeof text === 'string' ? Number(text) : undefined
}

async function readUniqueKeys(
  session: Session,
  { schema, name }: TableName,
): Promise<Pick<Table, 'primaryKey' | 'uniqueKeys'>> {
  const { rows } = await session.execute(sql`
select
  index_name as index_name, column_name as column_name,
  if(sub_part is null and column_name is not null, 'whole', 'part') as extent
from information_schema.statistics
where table_schema = ${schema} and table_name = ${name} and non_unique = 0
order by index_name = 'PRIMARY' desc, index_name, seq_in_index`)
  const keys = new Map<string, string[]>()
  const partial = new Set<string>()
  for (const row of rows) {
    const index = textOf(row, 'index_name')
    if (textOf(row, 'extent') === 'part') partial.add(index)
    else keys.set(index, [...(keys.get(index) ?? []), textOf(row, 'column_name')])
  }
  for (const index of partial) keys.delete(index)
  return { primaryKey: keys.get('PRIMARY') ?? [], uniqueKeys: [...keys.values()] }
}

async function readTriggers(
  session: Session,
  { schema, name }: TableName,
): Promise<readonly string[]> {
  const { rows } = await session.execute(sql`
select trigger_name as trigger_name from information_schema.triggers
where event_object_schema = ${schema} and event_object_table = ${name}
order by trigger_name`)
  return rows.map((row) => textOf(row, 'trigger_name'))
}

/** Foreign keys of other tables that do more than refuse when rows of this one are deleted. */
async function readCascades(
  session: Session,
  { schema, name }: TableName,
): Promise<Pick<Table, 'cascades'>> {
  const { rows } = await session.execute(sql`
select distinct concat(constraint_schema, '.', table_name) as cascade_name
from information_schema.referential_constraints
where unique_constraint_schema = ${schema} and referenced_table_name = ${name}
  and delete_rule in ('CASCADE', 'SET NULL', 'SET DEFAULT')
order by cascade_name`)
  return rows.length === 0 ? {} : { cascades: rows.map((row) => textOf(row, 'cascade_name')) }
}

/** The database of the connection, if it has the table. */
export async function findSchema(session: Session, table: string): Promise<string | undefined> {
  const { rows } = await session.execute(sql`
select table_schema as table_schema from information_schema.tables
where table_schema = database() and table_name = ${table}`)
  return rows[0] === undefined ? undefined : textOf(rows[0], 'table_schema')
}

/** Tables and views of the connection's database without the ledger's, with the engine's row estimates. */
export async function listTables(session: Session): Promise<readonly TableListing[]> {
  const { rows } = await session.execute(sql`
select table_schema as table_schema, table_name as table_name, table_type as table_type,
  coalesce(create_options, '') as create_options, cast(coalesce(table_rows, -1) as char) as estimate
from information_schema.tables
where table_schema = database() and table_name not like 'drydock\\_%'
order by table_name`)
  return rows.map((row) => ({
    schema: textOf(row, 'table_schema'),
    name: textOf(row, 'table_name'),
    kind: kindOf(row),
    estimatedRows: Number(textOf(row, 'estimate')),
  }))
}

export async function countRows(session: Session, table: TableName): Promise<string> {
  const { rows } = await session.execute(
    sql`select cast(count(*) as char) as row_count from ${tableRef(table)}`,
  )
  return textOf(rows[0] ?? {}, 'row_count')
}
