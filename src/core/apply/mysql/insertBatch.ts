/** One batch of inserts: the rows whose key is not there yet, journalled as the database then stored them. */
import { textOf, type Session } from '../../database/session'
import { list, sql, tableRef, type Sql } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import { fieldParts, keyParts, rowParts, type Batch, type Part } from '../batch'
import type { Written } from '../writeBatch'
import { keyChangedError } from '../keyChanged'
import { changeRows, JOURNAL_COLUMNS, of, stage, targetColumn, undone, wholeRow } from './batchSql'
import { changesAndRows, lookAtIndexes } from './changesAndRows'
import { holds, type Scope } from './holding'
import { findTaken } from './taken'
import { findLeftOut, journalLeftOut } from './journalLeftOut'

/** See `BatchWriter`. */
export async function insertBatch(session: Session, batch: Batch): Promise<Written> {
  const keys = keyParts(batch)
  const scope = { session, batch, keys, fields: fieldParts(batch) }
  await lookAtIndexes(scope)
  await stage(session, batch)
  const without = new Set([
    ...(await findPresent(session, batch, keys)),
    ...(await findTaken(scope)),
  ])
  const missing = batch.ordinals.flatMap((ordinal, index) => (without.has(ordinal) ? [] : [index]))
  if (without.size > 0) await stage(session, batch, missing)
  let applied = 0
  if (missing.length > 0) {
    const written = await session.execute(insertStatement(scope))
    applied = (await session.execute(journalStatement(session, batch, keys))).rowCount
    if (applied !== written.rowCount) throw keyChangedError()
  }
  const isWhole = applied === batch.changes.length
  return journalLeftOut(scope, isWhole ? [] : await findLeftOut(session, batch))
}

async function findPresent(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
): Promise<readonly number[]> {
  const { rows } = await session.execute(sql`
select distinct cast(c.ordinal as char) as ordinal
from ${changesAndRows({ session, batch, keys })}`)
  return rows.map((row) => Number(textOf(row, 'ordinal')))
}

function insertStatement(scope: Scope): Sql {
  const { session, batch, fields } = scope
  const { expressions } = session.dialect
  const names = fields.map(({ column }) => sql.id(column.name))
  const values = fields.map((field) => expressions.input(of('c', 'a', field), field.column))
  return sql`
insert into ${tableRef(batch.table)} (${list(names)})
select ${list(values)} from ${changeRows({ fields, letters: ['a'] })} c
where ${holds(scope)}`
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
  '{}', ${stored}, ${undone(batch)}
from ${changesAndRows({ session, batch, keys }, { journal: batch })}`
}
