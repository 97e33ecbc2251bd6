/**
 * One batch of updates: find and lock the rows, compare each with its *before*, write those that are unchanged
 * and journal them with the values as the database had and then stored them, all in one statement. The rows
 * that it left out are journalled by a second one, see `journalLeftOut.ts`.
 */
import { textOf, type Session } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import type { BatchCounts } from '../../ledger/runs'
import { parkedValue } from './parking'
import { journalLeftOut } from './journalLeftOut'
import type { ValueExpressions } from '../../database/dialect'
import { fieldParts, keyParts, type Batch, type Part } from '../batch'
import { changeRows, jsonObject, nameOf, of, sameKey, targetColumn, unchanged } from './batchSql'

/** Writes and journals the batch. To be called inside a transaction. Throws `DatabaseError`. */
export async function updateBatch(session: Session, batch: Batch): Promise<BatchCounts> {
  const { rows } = await session.execute(updateStatement(session, batch), { prepared: true })
  const written = rows.map((row) => Number(textOf(row, 'ordinal')))
  if (batch.parked !== undefined && written.length > 0)
    await session.execute(unparkStatement(session, batch, written), { prepared: true })
  if (rows.length === batch.changes.length) return { applied: rows.length, drifted: 0, failed: 0 }
  const applied = new Set(written)
  return { applied: applied.size, ...(await journalLeftOut(session, batch, applied)) }
}

function isParked({ parked }: Batch, { column }: Part): boolean {
  return parked?.has(column.name) ?? false
}

function parkedOrAfter(expressions: ValueExpressions, batch: Batch, field: Part): Sql {
  const parked = isParked(batch, field) ? parkedValue(field.column, sql`f.ordinal`) : undefined
  return parked ?? expressions.input(of('f', 'a', field), field.column)
}

/** Gives the parked rows their own values. */
function unparkStatement({ dialect }: Session, batch: Batch, written: readonly number[]): Sql {
  const { expressions } = dialect
  const keys = keyParts(batch)
  const parked = fieldParts(batch).filter((field) => isParked(batch, field))
  const only = written.map((ordinal) => ordinal - batch.firstOrdinal)
  const assignments = parked.map((field) => {
    const after = expressions.input(of('c', 'a', field), field.column)
    return sql`${sql.id(field.column.name)} = case when ${of('c', 'm', field)} then ${after} else ${targetColumn(field)} end`
  })
  return sql`
with change as materialized (${changeRows(batch, keys, parked, only)})
update ${tableRef(batch.table)} t
set ${list(assignments)}
from change c
where ${sameKey(expressions, 'c', keys)}`
}

/** Returns the ordinals of the changes that were written. */
function updateStatement({ dialect }: Session, batch: Batch): Sql {
  const { expressions } = dialect
  const keys = keyParts(batch)
  const fields = fieldParts(batch)
  const table = tableRef(batch.table)
  const found = fields.map(
    (field) =>
      sql`${expressions.output(targetColumn(field), field.column)} as ${nameOf('o', field)}`,
  )
  const assignments = fields.map((field) => {
    const after = parkedOrAfter(expressions, batch, field)
    return sql`${sql.id(field.column.name)} = case when ${of('f', 'm', field)} then ${after} else ${targetColumn(field)} end`
  })
  const returned = fields.map((field) => {
    // What a parked row will get is not there yet.
    const stored = isParked(batch, field)
      ? of('f', 'a', field)
      : expressions.output(targetColumn(field), field.column)
    return sql`${of('f', 'm', field)}, ${of('f', 'o', field)}, ${stored} as ${nameOf('n', field)}`
  })
  // No join of one step's rows with another's: the planner guesses that a batch has ten rows, and would
  // compare every row of one with every row of the other.
  return sql`
with change as materialized (${changeRows(batch, keys, fields)}),
found as materialized (
  select c.*, ${and(fields.map((field) => unchanged(expressions, 'c', field)))} as unchanged, ${list(found)}
  from change c
  join ${table} t on ${sameKey(expressions, 'c', keys)}
  for update of t
),
counted as (
  select f.*, count(*) over (partition by f.ordinal) as rows from found f
),
written as (
  update ${table} t
  set ${list(assignments)}
  from counted f
  where f.rows = 1 and f.unchanged and ${sameKey(expressions, 'f', keys)}
  returning f.ordinal, f.key, f.undoes, ${list(returned)}
)
insert into drydock.row_changes (run_id, ordinal, table_name, op, outcome, key, before, after, undoes)
select
  ${batch.runId}::text, w.ordinal, ${batch.tableName}::text, 'update', 'applied', w.key::json,
  (${jsonObject(fields, 'w', 'o')})::json, (${jsonObject(fields, 'w', 'n')})::json, w.undoes
from written w
returning ordinal::text as ordinal`
}
