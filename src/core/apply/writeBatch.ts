/** Writes and journals a batch, in the language of its database. */
import type { Session } from '../database/session'
import type { SqlLanguage } from '../database/sql'
import type { BatchCounts } from '../ledger/runs'
import type { RowOp } from '../plan/plan'
import { pick, type Batch, type Group } from './batch'
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
  begin(session: Session, group: Group): Promise<void>
  /** See `takeDone`. Left out where all tables are on the database's own server. */
  readonly journalFoundDone?: (session: Session, batch: Batch) => Promise<readonly number[]>
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
export function beginBatches(session: Session, group: Group): Promise<void> {
  return WRITERS[session.dialect.language].begin(session, group)
}

/**
 * Journals the changes that are there already, and returns their number and the others, of a batch that was tried before and may
 * be on some of its servers. To be called in its transaction.
 */
export async function takeDone(
  session: Session,
  batch: Batch,
): Promise<{ readonly done: number; readonly rest: Batch }> {
  const { journalFoundDone } = WRITERS[session.dialect.language]
  if (batch.table.elsewhere === undefined || journalFoundDone === undefined)
    return { done: 0, rest: batch }
  const found = new Set(await journalFoundDone(session, batch))
  const others = batch.ordinals.flatMap((ordinal, index) => (found.has(ordinal) ? [] : [index]))
  return { done: found.size, rest: pick(batch, others) }
}

export function writeBatch(session: Session, batch: Batch): Promise<Written> {
  return WRITERS[session.dialect.language][batch.op](session, batch)
}
