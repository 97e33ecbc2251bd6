/** A batch is a transaction: data, journal and counts commit together. Rows that the database refuses are isolated. */
import { isDatabaseError, type DatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { journalFailure } from '../ledger/journal'
import { countBatch, type BatchCounts } from '../ledger/runs'
import type { RowError } from '../ledger/run'
import { retryTransient } from './retry'
import { parkable, type Batch } from './batch'
import { writeBatch } from './writeBatch'

/** Applies the batch in one transaction, or in as many as it takes to leave out the rows that are refused. */
export async function applyBatch(
  session: Session,
  batch: Batch,
  signal: AbortSignal | undefined,
): Promise<BatchCounts> {
  try {
    return await retryTransient(() => applyWhole(session, batch), signal)
  } catch (error) {
    if (!isDatabaseError(error, 'data')) throw error
    const parked =
      error.facts.duplicate === true ? await tryParked(session, batch, signal) : undefined
    if (parked !== undefined) return parked
    if (batch.changes.length === 1) return await recordRefusal(session, batch, error)
    const [first, second] = halves(batch)
    const counts = await applyBatch(session, first, signal)
    return add(counts, await applyBatch(session, second, signal))
  }
}

/** Rows that change places among each other pass when they are out of each other's way first. */
async function tryParked(
  session: Session,
  batch: Batch,
  signal: AbortSignal | undefined,
): Promise<BatchCounts | undefined> {
  const columns = parkable(batch)
  if (batch.changes.length === 1 || columns.size === 0) return undefined
  try {
    return await retryTransient(() => applyWhole(session, { ...batch, parked: columns }), signal)
  } catch (error) {
    if (isDatabaseError(error, 'data')) return undefined
    throw error
  }
}

function applyWhole(session: Session, batch: Batch): Promise<BatchCounts> {
  return session.transaction('write', async () => {
    const counts = await writeBatch(session, batch)
    await countBatch(session, batch.runId, counts)
    return counts
  })
}

function halves(batch: Batch): readonly [Batch, Batch] {
  const middle = batch.changes.length >> 1
  return [
    { ...batch, changes: batch.changes.slice(0, middle) },
    {
      ...batch,
      changes: batch.changes.slice(middle),
      firstOrdinal: batch.firstOrdinal + middle,
    },
  ]
}

async function recordRefusal(
  session: Session,
  batch: Batch,
  error: DatabaseError,
): Promise<BatchCounts> {
  const [change] = batch.changes
  if (change === undefined) throw error
  const counts = { applied: 0, drifted: 0, failed: 1 }
  await session.transaction('write', async () => {
    await journalFailure(session, batch, change, rowError(error))
    await countBatch(session, batch.runId, counts)
  })
  return counts
}

function rowError({ sqlState, message, facts }: DatabaseError): RowError {
  return {
    code: sqlState,
    message,
    ...(facts.constraint !== undefined && { constraint: facts.constraint }),
    ...(facts.column !== undefined && { column: facts.column }),
  }
}

export function add(a: BatchCounts, b: BatchCounts): BatchCounts {
  return {
    applied: a.applied + b.applied,
    drifted: a.drifted + b.drifted,
    failed: a.failed + b.failed,
  }
}
