/** The rows of a synced table, each with what it had when it was last synced. */
import { textOf, type Session } from '../../database/session'
import { list, sql, tableRef } from '../../database/sql'
import type { Row, Value } from '../../util/value'
import type { ResolvedTable } from '../plan/resolvedSync'
import { baseQuery, type KnownState } from './base'

export interface SyncedRow {
  readonly rowId: string
  /** In the order of the table's columns; undefined where the row was synced once and is gone from the table. */
  readonly values: readonly Value[] | undefined
  /** By the names of columns, what the row had when it was last synced. Undefined where that is not known. */
  readonly base: Row | undefined
  /** The sync's own columns, by their names. */
  readonly own: Row
  /** What links to it have; undefined where nothing links to it. */
  readonly reference: Value | undefined
}

/** All rows with an id, and those that had one and are gone, in no order. Writes nothing. */
export async function* readSyncedRows(
  session: Session,
  resolved: ResolvedTable,
  state: KnownState | undefined,
): AsyncGenerator<SyncedRow> {
  const { table, rowId, columns, own, reference } = resolved
  const { expressions } = session.dialect
  const ownColumns = Object.values(own)
  const read = [
    rowId,
    ...columns.map(({ column }) => column),
    ...ownColumns,
    ...(reference === undefined ? [] : [reference]),
  ]
  const values = read.map(
    (column, place) =>
      sql`${expressions.output(sql.id('t', column.name), column)} as ${sql.id(`v${place}`)}`,
  )
  const base =
    state === undefined
      ? sql`select null::text as row_key, null::jsonb as fields where false`
      : baseQuery(session, state)
  const id = sql.id('t', rowId.name)
  const rows = sql`
select ${list(values)}, b.fields::text as base, b.row_key ->> 0 as known_id
from (select * from ${tableRef(table)} t where ${id} is not null) t
full join (select row_key::json as row_key, row_key as key_text, fields from (${base}) known) b
  on b.key_text = json_build_array(${id}::text)::text`
  for await (const page of session.readPages(rows))
    for (const row of page) {
      const at = (place: number) => row[`v${place}`] ?? null
      const isThere = at(0) !== null
      const ownAt = 1 + columns.length
      yield {
        rowId: at(0) ?? textOf(row, 'known_id'),
        values: isThere ? columns.map((_, place) => at(1 + place)) : undefined,
        base: row['base'] == null ? undefined : (JSON.parse(row['base']) as Row),
        own: Object.fromEntries(ownColumns.map(({ name }, place) => [name, at(ownAt + place)])),
        reference: reference === undefined ? undefined : at(ownAt + ownColumns.length),
      }
    }
}
