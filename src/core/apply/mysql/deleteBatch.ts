/** One batch of deletes: rows that are still what the plan saw in every column. */
import type { Session } from '../../database/session'
import { sql, tableRef } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { BatchCounts } from '../../ledger/runs'
import { fieldParts, keyParts, type Batch } from '../batch'
import { changeRows, sameKey, stage } from './batchSql'
import { journalAndLock } from './journalAndLock'
import { journalLeftOut } from './journalLeftOut'
import { requireRows } from './requireRows'

/** See `BatchWriter`. */
export async function deleteBatch(session: Session, batch: Batch): Promise<BatchCounts> {
  const keys = keyParts(batch)
  const fields = fieldParts(batch)
  await stage(session, batch, keys, fields)
  const applied = await journalAndLock(session, batch, keys, fields)
  if (applied > 0) {
    const { rowCount } = await session.execute(sql`
delete t
from ${changeRows(keys, [])} c
straight_join ${ledgerSql(session).rowChanges} j
  on j.run_id = ${batch.runId} and j.ordinal = c.ordinal and j.outcome = 'applied'
straight_join ${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}`)
    requireRows(rowCount, applied)
  }
  if (applied === batch.changes.length) return { applied, drifted: 0, failed: 0 }
  return { applied, ...(await journalLeftOut(session, batch, keys, fields)) }
}
