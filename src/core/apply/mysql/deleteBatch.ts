/** One batch of deletes: rows that are still what the plan saw in every column. */
import type { Session } from '../../database/session'
import { sql, tableRef } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import { fieldParts, keyParts, type Batch } from '../batch'
import type { Written } from '../writeBatch'
import { changeRows, sameKey, stage } from './batchSql'
import { journalAndLock } from './journalAndLock'
import { findLeftOut, journalLeftOut } from './journalLeftOut'
import { requireRows } from './requireRows'

/** See `BatchWriter`. */
export async function deleteBatch(session: Session, batch: Batch): Promise<Written> {
  const keys = keyParts(batch)
  const scope = { session, batch, keys, fields: fieldParts(batch) }
  await stage(session, batch)
  const applied = await journalAndLock(scope)
  if (applied > 0) {
    const { rowCount } = await session.execute(sql`
delete t
from ${changeRows({ keys })} c
straight_join ${ledgerSql(session).rowChanges} j
  on j.run_id = ${batch.runId} and j.ordinal = c.ordinal and j.outcome = 'applied'
straight_join ${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}`)
    requireRows(rowCount, applied)
  }
  const isWhole = applied === batch.changes.length
  return journalLeftOut(scope, isWhole ? [] : await findLeftOut(session, batch))
}
