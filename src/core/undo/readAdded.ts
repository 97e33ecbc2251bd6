/** The rows of a run that has only added some: the table itself says which they are. */
import { isRestorable } from '../apply/batch'
import { decodeCopyField } from '../database/copyText'
import type { Session } from '../database/session'
import { list, sql, tableRef } from '../database/sql'
import { displayTable, findColumn, type Column, type Table } from '../database/table'
import type { RowRange } from '../ledger/rowRanges'
import type { RowOutcome } from '../ledger/run'
import { LineReader } from '../source/lineReader'
import type { Row, Value } from '../util/value'

/** As `readUndoable`, of rows that are still there. They are numbered in the order of their keys. */
export async function* readAdded(
  session: Session,
  table: Table,
  { column, value }: RowRange,
  key: readonly string[],
): AsyncGenerator<RowOutcome> {
  const { expressions } = session.dialect
  const columns = table.columns.filter(isRestorable)
  const bound = session.dialect.boundTable(['value'])
  await session.execute(bound.bind([[value]]))
  const values = columns.map((one) => expressions.copied(sql`t.${sql.id(one.name)}`, one))
  const wanted = expressions.input(sql`b.value`, columnOf(table, column))
  const rows = sql`
select ${list(values)} from ${tableRef(table)} t
where t.${sql.id(column)} = (select ${wanted} from ${bound.table} b)
order by ${list(key.map((name) => sql`t.${sql.id(name)}`))}`
  const reader = new LineReader(session.copyOut(rows))
  while (reader.step() || (await reader.fill())) {
    const line = reader.buffer.toString('utf8', reader.start, reader.end)
    const after = rowOf(columns, line.split('\t').map(decodeCopyField))
    yield {
      ordinal: reader.count - 1,
      outcome: 'applied',
      op: 'insert',
      table: displayTable(table),
      key: Object.fromEntries(key.map((name) => [name, after[name] ?? null])),
      before: {},
      after,
    }
  }
}

/** A column that a run has relied on. */
export function columnOf(table: Table, name: string): Column {
  const column = findColumn(table, name)
  if (column === undefined) throw new Error(`"${displayTable(table)}" has no column "${name}"`)
  return column
}

function rowOf(columns: readonly Column[], values: readonly Value[]): Row {
  return Object.fromEntries(columns.map(({ name }, index) => [name, values[index] ?? null]))
}
