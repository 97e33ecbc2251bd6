/**
 * Tries changes one by one when all others of their transaction are written: what is refused now is refused in the end, and
 * not because another row was still in the way.
 */
import type { DatabaseError } from '../database/errors'
import { journalFailures, type Failure } from '../ledger/journal'
import type { RowError } from '../ledger/run'
import type { BatchCounts } from '../ledger/runs'
import { parkable, pick, type Batch } from './batch'
import { add, NOTHING } from './counts'
import type { Savepoint } from './savepoint'
import { valuesIn } from './withRules'
import { writeBatch } from './writeBatch'

/** What became of the changes of a batch: all are journalled, save those at the ordinals `left`, to be tried last. */
export interface Partly {
  readonly counts: BatchCounts
  readonly left: readonly number[]
}

/** A change that is left: its batch and its place in it. */
interface Left {
  readonly batch: Batch
  readonly index: number
}

interface Refused extends Left {
  readonly error: DatabaseError
}

/** To be called inside the transaction. Journals each of the changes that its batches have left. */
export async function tryLast(
  savepoint: Savepoint,
  batches: readonly { readonly batch: Batch; readonly left: readonly number[] }[],
): Promise<BatchCounts> {
  const left = batches.flatMap(({ batch, left: ordinals }) => leftOf(batch, ordinals))
  if (left.length === 0) return NOTHING
  const tried = await tryAlone(savepoint, left)
  let { counts } = tried
  for (const batch of new Set(tried.refused.map((one) => one.batch))) {
    const ofBatch = tried.refused.filter((one) => one.batch === batch)
    const moved = await tryPlaces(savepoint, batch, ofBatch)
    await savepoint.keep(() => journalFailures(savepoint.session, batch, failures(moved.refused)))
    counts = add(add(counts, moved.counts), { ...NOTHING, failed: moved.refused.length })
  }
  return counts
}

function leftOf(whole: Batch, ordinals: readonly number[]): readonly Left[] {
  const { rules: _, traced: __, parked: ___, ...batch } = whole
  const places = new Map(batch.ordinals.map((ordinal, index) => [ordinal, index]))
  const indexes = ordinals.flatMap((ordinal) => places.get(ordinal) ?? [])
  return indexes.sort((a, b) => a - b).map((index) => ({ batch, index }))
}

function failures(refused: readonly Refused[]): readonly Failure[] {
  return refused.flatMap(({ batch: { changes, ordinals }, index, error }) => {
    const [change, ordinal] = [changes[index], ordinals[index]]
    if (change === undefined || ordinal === undefined) return []
    return [{ change, ordinal, error: rowError(error) }]
  })
}

interface Tries {
  readonly counts: BatchCounts
  readonly refused: readonly Refused[]
}

/** As long as one passes, others may. Every other round goes backwards, as rows that move up by one need it. */
async function tryAlone(savepoint: Savepoint, left: readonly Left[]): Promise<Tries> {
  let counts = NOTHING
  let open = left
  for (;;) {
    const refused: Refused[] = []
    for (const { batch, index } of open) {
      const tried = await savepoint.try(() => writeBatch(savepoint.session, pick(batch, [index])))
      if ('done' in tried) counts = add(counts, tried.done.counts)
      else refused.push({ batch, index, error: tried.refused })
    }
    if (refused.length === 0 || refused.length === open.length) return { counts, refused }
    open = refused.reverse()
  }
}

/** Those of the refused that only want each other's places. */
async function tryPlaces(
  savepoint: Savepoint,
  batch: Batch,
  refused: readonly Refused[],
): Promise<Tries> {
  const group = changingPlaces(batch, refused)
  if (group.size < 2) return { counts: NOTHING, refused }
  const together = pick(
    batch,
    [...group].sort((a, b) => a - b),
  )
  const parked = { ...together, parked: parkable(together) }
  const tried = await savepoint.try(() => writeBatch(savepoint.session, parked))
  if ('refused' in tried) return { counts: NOTHING, refused }
  return { counts: tried.done.counts, refused: refused.filter(({ index }) => !group.has(index)) }
}

/** Indexes of changes each of which wants what another one of them has. */
function changingPlaces(batch: Batch, refused: readonly Refused[]): ReadonlySet<number> {
  const { table, changes } = batch
  let group = refused.filter(({ error }) => error.facts.duplicate === true)
  for (;;) {
    const given = new Set<string>()
    for (const { index } of group)
      for (const key of table.uniqueKeys) {
        const has = valuesIn(changes[index]?.before ?? {}, key)
        if (has !== undefined) given.add(`${key.join()} ${has}`)
      }
    const staying = group.filter(({ index }) =>
      table.uniqueKeys.some((key) =>
        given.has(`${key.join()} ${valuesIn(changes[index]?.after ?? {}, key) ?? ''}`),
      ),
    )
    if (staying.length === group.length) return new Set(group.map(({ index }) => index))
    group = staying
  }
}

function rowError({ sqlState, message, facts }: DatabaseError): RowError {
  return {
    code: sqlState,
    message,
    ...(facts.constraint !== undefined && { constraint: facts.constraint }),
    ...(facts.column !== undefined && { column: facts.column }),
  }
}
