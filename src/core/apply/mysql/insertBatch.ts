/** One batch of inserts: the rows whose key is not there yet, journalled as the database then stored them. */
import { textOf, type Session } from '../../database/session'
import { list, sql, tableRef, type Sql } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { BatchCounts } from '../../ledger/runs'
import { fieldParts, keyParts, rowParts, type Batch, type Part } from '../batch'
import { keyChangedError } from '../keyChanged'
import { changeRows, JOURNAL_COLUMNS, of, sameKey, stage, targetColumn, wholeRow } from './batchSql'
import { journalLeftOut } from './journalLeftOut'

/** See `BatchWriter`. */
export async function insertBatch(session: Session, batch: Batch): Promise<BatchCounts> {
  const keys = keyParts(batch)
  const fields = fieldParts(batch)
  await stage(session, batch, keys, fields)
  const present = await findPresent(session, batch, keys)
  const missing = batch.changes.flatMap((_, index) =>
    present.has(batch.firstOrdinal + index) ? [] : [index],
  )
  if (present.size > 0) await stage(session, batch, keys, fields, missing)
  if (missing.length > 0) {
    const written = await session.execute(insertStatement(session, batch, keys, fields))
    const journalled = await session.execute(journalStatement(session, batch, keys))
    if (journalled.rowCount !== written.rowCount) throw keyChangedError()
  }
  if (present.size === 0) return { applied: missing.length, drifted: 0, failed: 0 }
  await stage(session, batch, keys, fields)
  return { applied: missing.length, ...(await journalLeftOut(session, batch, keys, fields)) }
}

async function findPresent(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
): Promise<ReadonlySet<number>> {
  const { rows } = await session.execute(sql`
select distinct cast(c.ordinal as char) as ordinal
from ${changeRows(keys, [])} c
straight_join ${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}`)
  return new Set(rows.map((row) => Number(textOf(row, 'ordinal'))))
}

function insertStatement(
  { dialect }: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Sql {
  const names = fields.map(({ column }) => sql.id(column.name))
  const values = fields.map((field) => dialect.expressions.input(of('c', 'a', field), field.column))
  return sql`
insert into ${tableRef(batch.table)} (${list(names)})
select ${list(values)} from ${changeRows(keys, fields)} c`
}

function journalStatement(session: Session, batch: Batch, keys: readonly Part[]): Sql {
  const { expressions } = session.dialect
  const stored = wholeRow(rowParts(batch), (part) =>
    expressions.output(targetColumn(part), part.column),
  )
  return sql`
insert into ${ledgerSql(session).rowChanges} (${JOURNAL_COLUMNS})
select
  ${batch.runId}, c.ordinal, ${batch.tableName}, 'insert', 'applied', c.${sql.id('key')},
  '{}', ${stored}, c.undoes
from ${changeRows(keys, [])} c
straight_join ${tableRef(batch.table)} t on ${sameKey(expressions, keys)}`
}
