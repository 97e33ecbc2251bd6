/** A batch is a transaction: data, journal and counts commit together. Rows that the database refuses are isolated. */
import { isDatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { writeRunLog } from '../ledger/runLog'
import { countBatch, type BatchCounts } from '../ledger/runs'
import type { Batch } from './batch'
import { add } from './counts'
import { isolate } from './isolate'
import type { Refusals } from './refusals'
import { retryTransient } from './retry'
import { tryLast } from './tryLast'
import { withRules } from './withRules'
import { writeBatch } from './writeBatch'

/**
 * Applies the batch in one transaction, whatever of it is refused. `refusals` is the run's, and learns. Throws
 * `DatabaseError` where the error is not about data.
 */
export async function applyBatch(
  session: Session,
  batch: Batch,
  refusals: Refusals,
  signal: AbortSignal | undefined,
): Promise<BatchCounts> {
  const commit = (write: () => Promise<BatchCounts>) =>
    retryTransient(
      () => commitBatch(session, batch, write),
      signal,
      (error) => tellOfRetry(session, batch, error),
    )
  if (!refusals.expectsSurprises) {
    try {
      return await commit(() => writeWhole(session, batch, refusals))
    } catch (error) {
      await learnFrom(session, batch, refusals, error)
    }
  }
  const isolated = () => commit(() => isolate(session, batch, refusals))
  const counts = await isolated().catch((error: unknown) => {
    if (!refusals.giveUpRules(error)) throw error
    return isolated()
  })
  refusals.noteBatch(batch)
  return counts
}

/** That others were in the way is no error, but whoever wonders why a run took long finds it in its log. */
function tellOfRetry(session: Session, { runId, ordinals }: Batch, error: Error): Promise<void> {
  const [first = 0] = ordinals
  const range = `changes ${first + 1} to ${first + ordinals.length}`
  return writeRunLog(session, runId, 'warning', `${range} are tried again: ${error.message}`)
}

/** A rule that is learnt now holds its rows back: the batch can then be written as a whole again. */
async function learnFrom(
  session: Session,
  batch: Batch,
  refusals: Refusals,
  error: unknown,
): Promise<void> {
  if (refusals.giveUpRules(error)) return
  if (!isDatabaseError(error, 'data')) throw error
  await refusals.learn(session, batch, error)
}

function commitBatch(
  session: Session,
  batch: Batch,
  write: () => Promise<BatchCounts>,
): Promise<BatchCounts> {
  return session.transaction('write', async () => {
    const counts = await write()
    await countBatch(session, batch.runId, counts)
    return counts
  })
}

async function writeWhole(
  session: Session,
  batch: Batch,
  refusals: Refusals,
): Promise<BatchCounts> {
  const { kept, apart } = withRules(batch, refusals)
  const { counts, heldBack } = await writeBatch(session, kept)
  return add(counts, await tryLast(session, batch, [...heldBack, ...apart]))
}
