/** Writes and journals a batch, in the language of its database. */
import type { Session } from '../database/session'
import type { SqlLanguage } from '../database/sql'
import type { BatchCounts } from '../ledger/runs'
import type { Op } from '../plan/plan'
import type { Batch } from './batch'
import { mysqlWriters } from './mysql/writers'
import { postgresWriters } from './postgres/writers'

/**
 * Writes what is unchanged since it was planned, journals every change of the batch with its outcome and
 * returns how many there are of each. To be called inside a transaction. Throws `DatabaseError`.
 */
export type BatchWriter = (session: Session, batch: Batch) => Promise<BatchCounts>

/** One writer for each kind of change. */
export interface BatchWriters extends Readonly<Record<Op, BatchWriter>> {
  /** Lets the database refuse now what it would refuse at the commit, while the batch is still known. */
  settle(session: Session): Promise<void>
}

const WRITERS: Readonly<Record<SqlLanguage, BatchWriters>> = {
  postgres: postgresWriters,
  mysql: mysqlWriters,
}

export async function writeBatch(session: Session, batch: Batch): Promise<BatchCounts> {
  const writers = WRITERS[session.dialect.language]
  const counts = await writers[batch.op](session, batch)
  await writers.settle(session)
  return counts
}
