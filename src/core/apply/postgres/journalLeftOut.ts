/** Journals the changes of a batch that were not written, and says why each was not. */
import type { ValueExpressions } from '../../database/dialect'
import { textOf, type Session } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import type { Outcome } from '../../ledger/run'
import type { RowOp } from '../../plan/plan'
import { fieldParts, keyParts, type Batch } from '../batch'
import { NOTHING } from '../counts'
import type { Written } from '../writeBatch'
import { DUPLICATE_KEY, SUPPRESSED } from '../leftOut'
import { changeRows, jsonObject, nameOf, of, sameKey, targetColumn, unchanged } from './batchSql'

/**
 * To be called in the transaction that wrote the rest of the batch. `written` holds the ordinals of what was written.
 * Changes that nothing but a rule of the batch kept from being written are left to the caller.
 */
export async function journalLeftOut(
  session: Session,
  batch: Batch,
  written: readonly number[],
): Promise<Written> {
  const applied = written.length
  if (applied === batch.changes.length) return { counts: { ...NOTHING, applied }, heldBack: [] }
  const done = new Set(written)
  const leftOut = batch.ordinals.filter((ordinal) => !done.has(ordinal))
  const { rows } = await session.execute(statement(session.dialect.expressions, batch, done), {
    prepared: true,
  })
  const counts: Record<Outcome, number> = { ...NOTHING, applied }
  for (const row of rows) {
    counts[textOf(row, 'outcome') as Outcome]++
    done.add(Number(textOf(row, 'ordinal')))
  }
  return { counts, heldBack: leftOut.filter((ordinal) => !done.has(ordinal)) }
}

/** A row that should be there and unchanged, and yet was not written, was kept from it; so was one that should not. */
function errorOf(op: RowOp): Sql {
  return op === 'insert'
    ? sql`case when rows = 0 then ${SUPPRESSED}::text end`
    : sql`case when rows > 1 then ${DUPLICATE_KEY}::text when rows = 1 and unchanged then ${SUPPRESSED}::text end`
}

function statement(expressions: ValueExpressions, batch: Batch, written: ReadonlySet<number>): Sql {
  const { op } = batch
  const keys = keyParts(batch)
  // Of which fields a change touches is asked of the rows, which are grouped by all that is known of the change.
  const fields = fieldParts(batch).map(({ column, index }) => ({ column, index }))
  const leftOut = batch.changes.flatMap((_, index) =>
    written.has(batch.ordinals[index] ?? -1) ? [] : [index],
  )
  // A key is in one row or none, save where it was made ambiguous since; then any one of them is shown.
  const found = fields.map(
    (field) =>
      sql`min(${expressions.output(targetColumn(field), field.column)}) as ${nameOf('o', field)}`,
  )
  const planned = fields.map(
    (field) => sql`${of('c', 'm', field)}, ${of('c', 'b', field)}, ${of('c', 'a', field)}`,
  )
  return sql`
with change as materialized (${changeRows(batch, keys, fields, leftOut)}),
judged as (
  select
    c.ordinal, c.key, c.undoes, ${list(planned)},
    count(t.*) as rows,
    bool_and(${and(fields.map((field) => unchanged(expressions, 'c', field)))}) as unchanged,
    ${list(found)}
  from change c
  left join ${tableRef(batch.table)} t on ${sameKey(expressions, 'c', batch)}
  group by c.ordinal, c.key, c.undoes, ${list(planned)}
),
journal as (
  insert into drydock.row_changes
    (run_id, ordinal, table_name, op, outcome, key, before, after, actual, error, undoes)
  select
    ${batch.runId}::text, j.ordinal, ${batch.tableName}::text, ${batch.op}::text,
    case when j.error is null then 'drifted' else 'failed' end,
    j.key::json,
    (${op === 'insert' ? sql`'{}'` : jsonObject(fields, 'j', 'b')})::json,
    (${op === 'delete' ? sql`'{}'` : jsonObject(fields, 'j', 'a')})::json,
    (case when j.rows = 0 then 'null' when j.rows = 1 then ${jsonObject(fields, 'j', 'o')} end)::json,
    j.error::json, j.undoes
  from (select judged.*, ${errorOf(op)} as error from judged) j
  ${batch.rules === undefined ? sql`` : sql`where j.error is distinct from ${SUPPRESSED}::text`}
  returning ordinal, outcome
)
select ordinal::text as ordinal, outcome from journal`
}
