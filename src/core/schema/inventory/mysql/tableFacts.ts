/** What `show create table` does not say, asked for all tables at once where it can be. */
import { textOf, type Session } from '../../../database/session'
import { list, sql } from '../../../database/sql'
import { inDatabase } from './inDatabase'
import type { Row } from '../../../util/value'
import { readExactTexts, type DoubtfulColumn } from './exactTexts'
import type { TableFacts } from './mysqlObject'

export interface OwnFacts {
  readonly facts: Omit<TableFacts, 'rowFormat'>
  readonly unreadable: readonly string[]
}

/** Some are known, some are asked for when the table's turn comes. */
export type FactsOfTables = (table: string) => Promise<OwnFacts>

export async function readTableFacts(session: Session, database: string): Promise<FactsOfTables> {
  const isMariaDb = await servesMariaDb(session)
  const references = isMariaDb ? await readReferences(session, database) : new Map()
  const disabled = await readDisabledKeys(session, database)
  const doubtful = isMariaDb ? await readDoubtful(session, database) : new Map()
  return async (table) => {
    const texts = await readExactTexts(session, table, doubtful.get(table) ?? [])
    const facts = {
      defaults: texts.defaults,
      labels: texts.labels,
      references: references.get(table) ?? [],
      disabledKeys: disabled.get(table) ?? [],
    }
    return { facts, unreadable: texts.unreadable }
  }
}

async function servesMariaDb(session: Session): Promise<boolean> {
  const { rows } = await session.execute(sql`select version() as version`)
  return /mariadb/i.test(textOf(rows[0] ?? {}, 'version'))
}

const GEOMETRIES = [
  ...['geometry', 'point', 'linestring', 'polygon', 'multipoint', 'multilinestring'],
  ...['multipolygon', 'geometrycollection'],
]

/** MySQL prints them in its statement; not tested, as no MySQL could be had. */
async function readReferences(
  session: Session,
  database: string,
): Promise<ReadonlyMap<string, TableFacts['references']>> {
  // The list of references opens every table and view, which few databases need.
  const { rows: tables } = await session.execute(sql`
select table_name as table_name from information_schema.columns
where ${inDatabase('table_schema', database)} and data_type in (${list(GEOMETRIES.map((type) => sql`${type}`))})
limit 1`)
  if (tables.length === 0) return new Map()
  const { rows } = await session.execute(sql`
select g_table_name as table_name, g_geometry_column as column_name, cast(srid as char) as srid
from information_schema.geometry_columns
where ${inDatabase('g_table_schema', database)} and srid <> 0
order by g_table_name, g_geometry_column`)
  const references = rows.map((row): [string, TableFacts['references'][number]] => [
    textOf(row, 'table_name'),
    { column: textOf(row, 'column_name'), id: textOf(row, 'srid') },
  ])
  return grouped(references)
}

async function readDisabledKeys(
  session: Session,
  database: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await session.execute(sql`
select distinct table_name as table_name, index_name as index_name
from information_schema.statistics
where ${inDatabase('table_schema', database)} and comment like '%disabled%'
order by table_name, index_name`)
  return grouped(rows.map((row) => [textOf(row, 'table_name'), textOf(row, 'index_name')]))
}

/**
 * Columns whose statement may have lost something: it is printed in the three-byte UTF-8 of the catalogue, so that a
 * question mark may be any character beyond that, and defaults of bytes are printed as if they were characters. Long texts and
 * documents have expressions by default, which are printed as they are.
 */
async function readDoubtful(
  session: Session,
  database: string,
): Promise<ReadonlyMap<string, readonly DoubtfulColumn[]>> {
  const { rows } = await session.execute(sql`
select table_name as table_name, column_name as column_name, lower(data_type) as data_type,
  column_type as column_type, column_default as column_default
from information_schema.columns
where ${inDatabase('table_schema', database)} and table_name not like 'drydock\\_%' and (
  (data_type in ('enum', 'set') and column_type like '%?%')
  or (data_type in ('binary', 'varbinary') and column_default like '\\'%')
  or (data_type in ('char', 'varchar', 'enum', 'set') and column_default like '\\'%?%'))
order by table_name, ordinal_position`)
  return grouped(rows.map((row) => [textOf(row, 'table_name'), doubtfulColumn(row)]))
}

/** A whole literal, and nothing that computes: that would be computed. */
const LITERAL = /^'(?:[^'\\]|''|\\[^])*'$/

function doubtfulColumn(row: Row): DoubtfulColumn {
  const type = textOf(row, 'data_type')
  const isListed = type === 'enum' || type === 'set'
  const labels = isListed && textOf(row, 'column_type').includes('?')
  return {
    name: textOf(row, 'column_name'),
    hasDoubtfulDefault: LITERAL.test(row['column_default'] ?? ''),
    ...(labels && { labels: { type, count: countOf(textOf(row, 'column_type')) } }),
  }
}

function countOf(type: string): number {
  return [...type.matchAll(/'(?:[^'\\]|''|\\[^])*'/g)].length
}

function grouped<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value])
  return groups
}
