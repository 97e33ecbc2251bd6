/** One batch of deletes: rows that are still what the plan saw in every column. */
import type { Session } from '../../database/session'
import { sql } from '../../database/sql'
import { fieldParts, keyParts, type Batch } from '../batch'
import type { Written } from '../writeBatch'
import { stage } from './batchSql'
import { changesAndRows, joinApplied, lookAtIndexes } from './changesAndRows'
import { journalAndLock } from './journalAndLock'
import { findLeftOut, journalLeftOut } from './journalLeftOut'
import { requireRows } from './requireRows'

/** See `BatchWriter`. */
export async function deleteBatch(session: Session, batch: Batch): Promise<Written> {
  const keys = keyParts(batch)
  const scope = { session, batch, keys, fields: fieldParts(batch) }
  await lookAtIndexes(scope)
  await stage(session, batch)
  const applied = await journalAndLock(scope)
  if (applied > 0) {
    const { rowCount } = await session.execute(sql`
delete t
from ${changesAndRows(scope, {}, joinApplied(scope))}`)
    requireRows(rowCount, applied)
  }
  const isWhole = applied === batch.changes.length
  return journalLeftOut(scope, isWhole ? [] : await findLeftOut(session, batch))
}
