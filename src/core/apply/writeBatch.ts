/** Writes and journals a batch, in the language of its database. */
import type { Session } from '../database/session'
import type { SqlLanguage } from '../database/sql'
import type { BatchCounts } from '../ledger/runs'
import type { RowOp } from '../plan/plan'
import type { Batch } from './batch'
import { mysqlWriters } from './mysql/writers'
import { postgresWriters } from './postgres/writers'

export interface Written {
  readonly counts: BatchCounts
  /** Ordinals of the changes that would break a rule of the batch. Nothing was done about them. */
  readonly heldBack: readonly number[]
}

/**
 * Writes what is unchanged since it was planned, journals every change of the batch with its outcome, save those that
 * are held back, and returns how many there are of each. To be called inside a transaction. Throws `DatabaseError`.
 */
export type BatchWriter = (session: Session, batch: Batch) => Promise<Written>

/** One writer for each kind of change. */
export interface BatchWriters extends Readonly<Record<RowOp, BatchWriter>> {
  /** Does beforehand what needs no database. */
  prepare(batch: Batch): void
  /** At the start of a transaction: what the database would refuse at its end, it shall refuse with its statement. */
  begin(session: Session): Promise<void>
}

const WRITERS: Readonly<Record<SqlLanguage, BatchWriters>> = {
  postgres: postgresWriters,
  mysql: mysqlWriters,
}

/** Does what of `writeBatch` needs no database, so that it can be done while the server is busy. */
export function prepareBatch({ dialect }: Session, batch: Batch): void {
  WRITERS[dialect.language].prepare(batch)
}

/** To be called in a transaction before its first batch. */
export function beginBatches(session: Session): Promise<void> {
  return WRITERS[session.dialect.language].begin(session)
}

export function writeBatch(session: Session, batch: Batch): Promise<Written> {
  return WRITERS[session.dialect.language][batch.op](session, batch)
}
