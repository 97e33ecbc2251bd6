/**
 * Tries changes one by one when all others of their batch are written: what is refused now is refused in the end, and
 * not because another row was still in the way.
 */
import type { DatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { journalFailures, type Failure } from '../ledger/journal'
import type { RowError } from '../ledger/run'
import type { BatchCounts } from '../ledger/runs'
import { parkable, pick, type Batch } from './batch'
import { add, NOTHING } from './counts'
import { tryPart } from './savepoint'
import { valuesIn } from './withRules'
import { writeBatch } from './writeBatch'

interface Refused {
  /** Its place in the batch. */
  readonly index: number
  readonly error: DatabaseError
}

/** To be called inside the batch's transaction. Journals each of the changes at these ordinals. */
export async function tryLast(
  session: Session,
  whole: Batch,
  ordinals: readonly number[],
): Promise<BatchCounts> {
  if (ordinals.length === 0) return NOTHING
  const { rules: _, traced: __, parked: ___, ...batch } = whole
  const places = new Map(batch.ordinals.map((ordinal, index) => [ordinal, index]))
  const wanted = [...ordinals].sort((a, b) => a - b)
  const tried = await tryAlone(
    session,
    batch,
    wanted.flatMap((ordinal) => places.get(ordinal) ?? []),
  )
  const moved = await tryPlaces(session, batch, tried.refused)
  const { refused } = moved
  await journalFailures(session, batch, failures(batch, refused))
  return add(add(tried.counts, moved.counts), { ...NOTHING, failed: refused.length })
}

function failures({ changes, ordinals }: Batch, refused: readonly Refused[]): readonly Failure[] {
  return refused.flatMap(({ index, error }) => {
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
async function tryAlone(
  session: Session,
  batch: Batch,
  indexes: readonly number[],
): Promise<Tries> {
  let counts = NOTHING
  let open = indexes
  for (;;) {
    const refused: Refused[] = []
    for (const index of open) {
      const tried = await tryPart(session, () => writeBatch(session, pick(batch, [index])))
      if ('done' in tried) counts = add(counts, tried.done.counts)
      else refused.push({ index, error: tried.refused })
    }
    if (refused.length === 0 || refused.length === open.length) return { counts, refused }
    open = refused.map(({ index }) => index).reverse()
  }
}

/** Those of the refused that only want each other's places. */
async function tryPlaces(
  session: Session,
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
  const tried = await tryPart(session, () => writeBatch(session, parked))
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
