/** Finds one row by the values of some of its columns. */
import { and, list, sql, tableRef } from '../database/sql'
import type { Session } from '../database/session'
import { displayTable, findColumn, type Column, type Table } from '../database/table'
import { UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { Row } from '../util/value'
import { isRounded, readText } from './readText'
import { RowNotFoundError, rowNotUnique } from './rowErrors'
import { readPlacedTable, type TablePlace } from './tablePlace'

/** A row and the table that it is in. All values are exact text. */
export interface FoundRow {
  readonly table: Table
  /** The columns of the key, as they are stored. */
  readonly key: Row
  /** The columns that were asked for. */
  readonly row: Row
}

/**
 * The one row whose columns equal the key's values by value. `wanted` are the columns to read; by default all. Throws
 * `UsageError` for a name or a value that the table cannot have, `RowNotFoundError`, and `RefusedError` where
 * several rows have the key.
 */
export async function findRow(
  session: Session,
  place: TablePlace,
  key: Row,
  wanted?: readonly string[],
): Promise<FoundRow> {
  const table = await readPlacedTable(session, place)
  const names = wanted ?? table.columns.map(({ name }) => name)
  const columns = names.map((name) => requireColumn(place, table, name))
  const keys = await readKey(session, place, table, key)
  const rows = await selectRows(session, table, keys, columns)
  const [row] = rows
  if (row === undefined) throw new RowNotFoundError(place.environment, table, key)
  if (rows.length > 1) throw rowNotUnique(place.environment, table, key)
  const valueAt = (name: string) => row[name] ?? null
  const part = (prefix: string, of: readonly Column[]): Row =>
    Object.fromEntries(of.map(({ name }, index) => [name, valueAt(`${prefix}${index}`)]))
  const keyColumns = keys.map(({ column }) => column)
  return { table, key: part('k', keyColumns), row: part('c', columns) }
}

/** The column of that name. Throws `UsageError` with a near one where there is none. */
export function requireColumn(place: TablePlace, table: Table, name: string): Column {
  const column = findColumn(table, name)
  if (column !== undefined) return column
  throw new UsageError(
    `there is no column "${name}" in "${displayTable(table)}" of "${place.environment}"`,
    {
      mend: suggest(
        name,
        table.columns.map((known) => known.name),
      ),
    },
  )
}

interface KeyValue {
  readonly column: Column
  readonly text: string
}

async function readKey(
  session: Session,
  place: TablePlace,
  table: Table,
  key: Row,
): Promise<readonly KeyValue[]> {
  const values: KeyValue[] = []
  for (const [name, typed] of Object.entries(key)) {
    const column = requireColumn(place, table, name)
    if (typed === null) throw new UsageError(`"${name}" is null, and null is the key of no row`)
    if (column.family === 'json') throw new UsageError(`"${name}" is JSON, which is no key`)
    const read = await readText(session, column, typed)
    if ('invalid' in read)
      throw new UsageError(`no row has such a "${name}", which is ${column.type}: ${read.invalid}`)
    // What the type would round is the key of no row, and must not be taken for another one's.
    if (isRounded(column, typed, read.text))
      throw new RowNotFoundError(place.environment, table, key)
    values.push({ column, text: read.text })
  }
  if (values.length > 0) return values
  throw new UsageError('there is no key', {
    mend: 'give a column and its value that one row alone has (--key job=12345)',
  })
}

/** Two rows are enough to know that the key is not one row's. */
async function selectRows(
  session: Session,
  table: Table,
  keys: readonly KeyValue[],
  columns: readonly Column[],
): Promise<readonly Row[]> {
  const { output, sameKey } = session.dialect.expressions
  const read = (prefix: string, of: readonly Column[]) =>
    of.map((column, index) => {
      const value = output(sql`t.${sql.id(column.name)}`, column)
      return sql`${value} as ${sql.id(`${prefix}${index}`)}`
    })
  const selected = [
    ...read(
      'k',
      keys.map(({ column }) => column),
    ),
    ...read('c', columns),
  ]
  const conditions = keys.map(({ column, text }) =>
    sameKey(sql`t.${sql.id(column.name)}`, sql`${text}`, column),
  )
  const { rows } = await session.execute(sql`
select ${list(selected)} from ${tableRef(table)} t where ${and(conditions)} limit 2`)
  return rows
}
