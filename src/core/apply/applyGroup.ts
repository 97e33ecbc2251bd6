/** A group is a transaction: data, journal and counts commit together. Rows that the database refuses are isolated. */
import { isDatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { writeRunLog } from '../ledger/runLog'
import { journalFailures } from '../ledger/journal'
import { countBatch, type BatchCounts } from '../ledger/runs'
import type { Batch, Group } from './batch'
import { add, NOTHING } from './counts'
import { isolate } from './isolate'
import { resolveReferences } from './references'
import type { Refusals } from './refusals'
import { retryTransient } from './retry'
import { Savepoint } from './savepoint'
import { tryLast, type Partly } from './tryLast'
import { withRules } from './withRules'
import { beginBatches, takeDone, writeBatch } from './writeBatch'

/** Whether changes may be there already: their commit was tried. */
interface Doubt {
  mayBeDone: boolean
}

/** Writes a batch inside the transaction, whole or in parts. */
type Write = (batch: Batch, savepoint: Savepoint) => Promise<Partly>

/**
 * Applies the batches in one transaction, whatever of them is refused. `refusals` is the run's, and learns; `isAgain` where an
 * earlier process may have tried. Throws `DatabaseError` where the error is not about data.
 */
export async function applyGroup(
  session: Session,
  group: Group,
  refusals: Refusals,
  signal: AbortSignal | undefined,
  isAgain = false,
): Promise<BatchCounts> {
  const doubt = { mayBeDone: isAgain }
  const commit = (write: Write) =>
    retryTransient(
      () => commitGroup(session, group, write, doubt),
      signal,
      (error) => tellOfRetry(session, group, error),
    )
  if (!refusals.expectsSurprises) {
    let at = group[0]
    try {
      return await commit((batch) => {
        at = batch
        return writeWhole(session, batch, refusals)
      })
    } catch (error) {
      await learnFrom(session, at, refusals, error)
    }
  }
  const isolated = () => commit((batch, savepoint) => isolate(savepoint, batch, refusals))
  const counts = await isolated().catch((error: unknown) => {
    if (!refusals.giveUpRules(error)) throw error
    return isolated()
  })
  refusals.noteTransaction(stretchOf(group).count)
  return counts
}

/** Where the group begins in the plan, and how many changes it has: nothing of the plan is between them. */
export function stretchOf(group: Group): { readonly first: number; readonly count: number } {
  const first = Math.min(...group.map(({ ordinals }) => ordinals[0] ?? Infinity))
  return { first, count: group.reduce((sum, { changes }) => sum + changes.length, 0) }
}

/** For the log of the run. */
export function describeStretch(group: Group): string {
  const { first, count } = stretchOf(group)
  return `changes ${first + 1} to ${first + count}`
}

/** That others were in the way is no error, but whoever wonders why a run took long finds it in its log. */
async function tellOfRetry(session: Session, group: Group, error: Error): Promise<void> {
  const [batch] = group
  if (batch === undefined) return
  const message = `${describeStretch(group)} are tried again: ${error.message}`
  await writeRunLog(session, batch.runId, 'warning', message)
}

/** A rule that is learnt now holds its rows back: the batch can then be written as a whole again. */
async function learnFrom(
  session: Session,
  batch: Batch | undefined,
  refusals: Refusals,
  error: unknown,
): Promise<void> {
  if (refusals.giveUpRules(error)) return
  if (batch === undefined || !isDatabaseError(error, 'data')) throw error
  await refusals.learn(session, batch, error)
}

function commitGroup(
  session: Session,
  group: Group,
  write: Write,
  doubt: Doubt,
): Promise<BatchCounts> {
  return session.transaction('write', async () => {
    await beginBatches(session, group)
    const savepoint = new Savepoint(session)
    let counts = NOTHING
    const written: { readonly batch: Batch; readonly left: readonly number[] }[] = []
    for (const batch of group) {
      const { done, rest } = doubt.mayBeDone
        ? await takeDone(session, batch)
        : { done: 0, rest: batch }
      counts = add(counts, { ...NOTHING, applied: done })
      const resolved = await resolveReferences(session, rest)
      if (resolved.failures.length > 0)
        await savepoint.keep(() => journalFailures(session, batch, resolved.failures))
      counts = add(counts, { ...NOTHING, failed: resolved.failures.length })
      if (resolved.batch.changes.length === 0) continue
      const partly = await write(resolved.batch, savepoint)
      counts = add(counts, partly.counts)
      written.push({ batch: resolved.batch, left: partly.left })
    }
    counts = add(counts, await tryLast(savepoint, written))
    const [batch] = group
    if (batch !== undefined) await countBatch(session, batch.runId, counts)
    // From here on, other servers may commit what this one does not.
    doubt.mayBeDone = true
    return counts
  })
}

async function writeWhole(session: Session, batch: Batch, refusals: Refusals): Promise<Partly> {
  const { kept, apart } = withRules(batch, refusals)
  const { counts, heldBack } = await writeBatch(session, kept)
  return { counts, left: [...heldBack, ...apart] }
}
