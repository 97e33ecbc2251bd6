/** Writes what the database takes of a batch, when it does not take all of it at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { HEAD_START } from './ahead'
import { parkable, pick, slice, type Batch } from './batch'
import { add, NOTHING } from './counts'
import type { Refusals } from './refusals'
import type { Savepoint } from './savepoint'
import { locateRefused, markTrace, startTrace } from './trace'
import type { Partly } from './tryLast'
import { withRules } from './withRules'
import { prepareBatch, writeBatch } from './writeBatch'

/** See `Partly`. To be called inside a transaction. */
export async function isolate(
  savepoint: Savepoint,
  batch: Batch,
  refusals: Refusals,
): Promise<Partly> {
  const { session } = savepoint
  const traced = await startTrace(session, refusals)
  const parts = cut(traced ? { ...batch, traced } : batch, refusals.partSize)
  const left: number[] = []
  let counts = NOTHING
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const { kept, apart } = withRules(part, refusals)
    left.push(...apart)
    await markTrace(session, kept)
    prepareSoon(session, parts[0])
    const tried = await savepoint.try(() => writeBatch(session, kept))
    if ('done' in tried) {
      counts = add(counts, tried.done.counts)
      left.push(...tried.done.heldBack)
    } else if (kept.changes.length === 1) {
      refusals.noteRefusedAlone()
      left.push(...kept.ordinals)
    } else {
      const instead = await takeApart(session, kept, tried.refused, refusals)
      left.push(...instead.left)
      parts.unshift(...instead.parts)
    }
  }
  return { counts, left }
}

function cut(batch: Batch, size: number): Batch[] {
  const parts: Batch[] = []
  for (let start = 0; start < batch.changes.length; start += size)
    parts.push(slice(batch, start, start + size))
  return parts
}

/** While the database is busy with one part, the next one is made ready. */
function prepareSoon(session: Session, next: Batch | undefined): void {
  if (next === undefined) return
  // Whatever is wrong with it is found again when its turn comes.
  sleep(HEAD_START)
    .then(() => prepareBatch(session, next))
    .catch(() => undefined)
}

/** What to try instead of a part that was refused, and the ordinals of changes that are left until the others are done. */
interface Instead {
  readonly parts: readonly Batch[]
  readonly left: readonly number[]
}

/** Cheapest first. */
async function takeApart(
  session: Session,
  batch: Batch,
  error: DatabaseError,
  refusals: Refusals,
): Promise<Instead> {
  if (await refusals.learn(session, batch, error)) return { parts: [batch], left: [] }
  const columns = parkable(batch)
  // Rows that change places among each other pass when they are out of each other's way first.
  if (error.facts.duplicate === true && batch.parked === undefined && columns.size > 0)
    return { parts: [{ ...batch, parked: columns }], left: [] }
  refusals.noteSurprise()
  const suspects = await locateRefused(session, batch, refusals)
  if (suspects === undefined)
    return { parts: cut(batch, Math.ceil(batch.changes.length / 2)), left: [] }
  const { indexes, isCertain } = suspects
  const others = batch.changes.flatMap((_, index) => (indexes.includes(index) ? [] : [index]))
  const parts = others.length === 0 ? [] : [pick(batch, others)]
  if (isCertain) return { parts, left: pick(batch, indexes).ordinals }
  const alone = indexes.map((index) => pick(batch, [index]))
  return { parts: [...alone, ...parts], left: [] }
}
