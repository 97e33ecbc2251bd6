/**
 * The changes of a staged batch together with their rows of the target. Rows are found by an index. Where none begins
 * with the key, every change would read the whole table: then the changes get an index instead, and the table is read
 * once. https://mariadb.com/kb/en/derived-table-with-key-optimization/
 */
import { textOf, type Session } from '../../database/session'
import { and, integerLiteral, list, sql, tableRef, type Sql } from '../../database/sql'
import type { Table } from '../../database/table'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Batch, Part } from '../batch'
import { changeRows, sameKey, targetColumn, type Wanted } from './batchSql'

/** A batch and the columns of its key. */
export interface KeyScope {
  readonly session: Session
  readonly batch: Batch
  readonly keys: readonly Part[]
}

/**
 * What stands after `from` or `update`: the changes as `c`, with their keys and what else is wanted, and their rows as
 * `t`. `between` may join something to `c`.
 */
export function changesAndRows(scope: KeyScope, wanted: Wanted = {}, between = sql``): Sql {
  const { session, batch, keys } = scope
  const changes = changeRows({ ...wanted, keys })
  const table = tableRef(batch.table)
  const same = sameKey(session.dialect.expressions, keys)
  const lookups = lookupsOf(scope)
  if (lookups.length === 0) return sql`${changes} c ${between} straight_join ${table} t on ${same}`
  const indexed = sql`(select s.*, ${list(lookups.map(({ given, name }) => sql`${given} as ${name}`))} from ${changes} s ${APART})`
  const found = and(lookups.map(({ name, own }) => sql`c.${name} = ${own}`))
  return sql`${table} t straight_join ${indexed} c on ${found} and ${same} ${between}`
}

/** What stands after `left join`: the rows of the target as `t`, on their changes, which are called `c`. */
export function rowsOfChanges(scope: KeyScope): Sql {
  const { session, batch, keys } = scope
  if (lookupsOf(scope).length === 0)
    return sql`${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}`
  const place = sql.id('drydock ordinal')
  return sql`(select c.ordinal as ${place}, t.* from ${changesAndRows(scope)} ${APART}) t on t.${place} = c.ordinal`
}

/** A derived table without a limit is merged with the rest of the statement, and gets no index. */
const APART = sql`limit 18446744073709551615`

/** What a change is found by, in an index: a column of the changes and what it is of a row. */
interface Lookup {
  readonly name: Sql
  readonly given: Sql
  readonly own: Sql
}

/** Characters of a text that fit into the index, of several of them, too. */
const LONGEST_TEXT = 128
/** So that statements of batches are the same. */
const STEP = 32

function lookupsOf({ batch: { table, changes }, keys }: KeyScope): readonly Lookup[] {
  if (INDEXED.get(table) !== false) return []
  return keys.flatMap((part) => {
    const { column, index } = part
    const name = sql.id(`lookup ${index}`)
    const text = sql`s.${sql.id(`k${index}`)}`
    if (column.family === 'integer' && column.castType !== 'bit') {
      const type = sql.raw(column.castType.endsWith('unsigned') ? 'unsigned' : 'signed')
      return [{ name, given: sql`cast(${text} as ${type})`, own: targetColumn(part) }]
    }
    if (column.family !== 'text') return []
    const longest = Math.max(1, ...changes.map(({ key }) => key[column.name]?.length ?? 0))
    if (longest > LONGEST_TEXT) return []
    const length = Math.ceil(longest / STEP) * STEP
    // Bytes without an end would be kept apart from the rows, where there is no index. Longer texts are the same up to
    // there, and told apart by the rest of the condition.
    const bytes = (value: Sql) =>
      sql`cast(left(${value}, ${integerLiteral(length)}) as binary(${integerLiteral(4 * length)}))`
    const own = sql`convert(${targetColumn(part)} using utf8mb4)`
    return [{ name, given: bytes(text), own: bytes(own) }]
  })
}

/** Whether an index of the target begins with a column of the key. */
const INDEXED = new WeakMap<Table, boolean>()

/** To be awaited before `changesAndRows`. */
export async function lookAtIndexes({ session, batch: { table }, keys }: KeyScope): Promise<void> {
  // A view has the indexes of its tables.
  if (INDEXED.has(table) || table.kind === 'view') return
  const names = keys.map(({ column }) => column.name)
  const { rows } = await session.execute(sql`
select distinct column_name as name
from information_schema.statistics
where table_schema = ${table.schema} and table_name = ${table.name} and seq_in_index = 1`)
  INDEXED.set(
    table,
    rows.some((row) => names.includes(textOf(row, 'name'))),
  )
}

/** For `between`: the journal as `j`, of changes that it has as applied. */
export function joinApplied({ session, batch }: KeyScope): Sql {
  return sql`straight_join ${ledgerSql(session).rowChanges} j
  on j.run_id = ${batch.runId} and j.ordinal = c.ordinal and j.outcome = 'applied'`
}
