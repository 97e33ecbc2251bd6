/** Writes what the database takes of a batch, when it does not take all of it at once. */
import type { DatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { parkable, pick, slice, type Batch } from './batch'
import { add, NOTHING } from './counts'
import type { Refusals } from './refusals'
import { tryPart } from './savepoint'
import { locateRefused, startTrace } from './trace'
import type { Partly } from './tryLast'
import { withRules } from './withRules'
import { writeBatch } from './writeBatch'

/** See `Partly`. To be called inside a transaction. */
export async function isolate(session: Session, batch: Batch, refusals: Refusals): Promise<Partly> {
  const traced = await startTrace(session, refusals)
  const parts = cut(traced ? { ...batch, traced } : batch, refusals.partSize)
  const left: number[] = []
  let counts = NOTHING
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const { kept, apart } = withRules(part, refusals)
    left.push(...apart)
    const tried = await tryPart(session, () => writeBatch(session, kept))
    if ('done' in tried) {
      counts = add(counts, tried.done.counts)
      left.push(...tried.done.heldBack)
    } else if (kept.changes.length === 1) left.push(...kept.ordinals)
    else parts.unshift(...(await takeApart(session, kept, tried.refused, refusals)))
  }
  return { counts, left }
}

function cut(batch: Batch, size: number): Batch[] {
  const parts: Batch[] = []
  for (let start = 0; start < batch.changes.length; start += size)
    parts.push(slice(batch, start, start + size))
  return parts
}

/** What to try instead of a part that was refused, cheapest first. */
async function takeApart(
  session: Session,
  batch: Batch,
  error: DatabaseError,
  refusals: Refusals,
): Promise<readonly Batch[]> {
  if (await refusals.learn(session, batch, error)) return [batch]
  const columns = parkable(batch)
  // Rows that change places among each other pass when they are out of each other's way first.
  if (error.facts.duplicate === true && batch.parked === undefined && columns.size > 0)
    return [{ ...batch, parked: columns }]
  refusals.noteSurprise()
  const culprit = await locateRefused(session, batch)
  if (culprit === undefined) return cut(batch, Math.ceil(batch.changes.length / 2))
  const others = batch.changes.flatMap((_, index) => (index === culprit ? [] : [index]))
  return [pick(batch, others), pick(batch, [culprit])]
}
