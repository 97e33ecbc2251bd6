/** One batch of deletes: rows that are still what the plan saw in every column. */
import type { Session } from '../../database/session'
import { sql, tableRef } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import { fieldParts, keyParts, type Batch } from '../batch'
import type { Written } from '../writeBatch'
import { changeRows, sameKey, stage } from './batchSql'
import { findHeld } from './findHeld'
import { journalAndLock } from './journalAndLock'
import { journalLeftOut } from './journalLeftOut'
import { requireRows } from './requireRows'

/** See `BatchWriter`. */
export async function deleteBatch(session: Session, batch: Batch): Promise<Written> {
  const keys = keyParts(batch)
  const fields = fieldParts(batch)
  await stage(session, batch)
  const held = await findHeld(session, batch, keys, fields)
  const applied = await journalAndLock(session, batch, keys, fields, held)
  if (applied > 0) {
    const { rowCount } = await session.execute(sql`
delete t
from ${changeRows(keys, [])} c
straight_join ${ledgerSql(session).rowChanges} j
  on j.run_id = ${batch.runId} and j.ordinal = c.ordinal and j.outcome = 'applied'
straight_join ${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}`)
    requireRows(rowCount, applied)
  }
  return journalLeftOut(session, batch, keys, fields, applied)
}
