/** Writes a transform's result: all of it in one transaction, or nothing. */
import type { Session } from '../../database/session'
import { Savepoint } from '../../apply/savepoint'
import { growRun } from '../../ledger/growRun'
import { RefusedError } from '../../util/errors'
import { assessSilver, type QualityAssessed } from './assess'
import { changesQuery, keyColumn, writtenColumns } from './changesQuery'
import { executeAll } from './executeAll'
import type { Merge } from './mergeQuery'
import type { TransformCounts } from './transformCounts'
import { silverWriter, type Part } from './writer'

const MEND = 'look at the log of the run and at what was quarantined; the silver table is as it was'

/** So few rows may always go. */
const FEW = 50

export interface WriteSilverOptions {
  readonly runId: string
  readonly acceptVanished: boolean
}

/** Throws `RefusedError` where a gate is crossed, and `DatabaseError`; then the silver table is as it was. */
export async function writeSilver(
  session: Session,
  merge: Merge,
  options: WriteSilverOptions,
): Promise<TransformCounts> {
  const { silver, language } = merge
  const { runId } = options
  const writer = silverWriter(session)
  const written = await session.transaction('write', async () => {
    await executeAll(session, language.prepare)
    await executeAll(session, writer.createChanges(changesQuery(merge)))
    const wanted = await readCounts(session)
    await requireGates(session, merge, wanted, options)
    const isWhole = await writeAll(session, merge, runId, wanted)
    const counts = isWhole ? wanted : await readCounts(session)
    if (counts.rejected > 0) await session.execute(writer.quarantineRejected(runId))
    const applied = counts.created + counts.updated + counts.deleted
    await growRun(session, runId, { applied, failed: counts.rejected })
    const assessed = await assessSilver(session, merge, runId)
    requireScore(assessed, silver.quality.gates.minimumScore)
    return { ...counts, ...assessed }
  })
  await executeAll(session, writer.dropChanges)
  return written
}

/**
 * All at once, or by halves where the database refuses a row: what it refuses is rejected, and the rest is written. Says whether
 * nothing was refused.
 */
async function writeAll(
  session: Session,
  { silver, table, language }: Merge,
  runId: string,
  { created, updated, deleted }: Changes,
): Promise<boolean> {
  const writer = silverWriter(session)
  let isWhole = true
  const common = {
    ...{ runId, table },
    key: keyColumn(silver, table),
    written: writtenColumns(silver, table, language),
  }
  const savepoint = new Savepoint(session)
  const write = async (part: Part): Promise<void> => {
    const tried = await savepoint.try(() =>
      executeAll(session, writer.writeChanges({ ...common, part })),
    )
    if (!('refused' in tried)) return
    isWhole = false
    if (part.to - part.from === 1) {
      const { message } = tried.refused
      await savepoint.keep(() => session.execute(writer.reject(part.from, message)))
      return
    }
    const middle = (part.from + part.to) >> 1
    await write({ from: part.from, to: middle })
    await write({ from: middle, to: part.to })
  }
  const changes = created + updated + deleted
  if (changes > 0) await write({ from: 0, to: changes })
  return isWhole
}

type Changes = Pick<TransformCounts, 'created' | 'updated' | 'deleted' | 'rejected'>

async function readCounts(session: Session): Promise<Changes> {
  const { rows } = await session.execute(silverWriter(session).countChanges)
  const count = (op: string) => Number(rows.find((row) => row['op'] === op)?.['changes'] ?? '0')
  return {
    created: count('insert'),
    updated: count('update'),
    deleted: count('delete'),
    rejected: count('reject'),
  }
}

async function requireGates(
  session: Session,
  { silver, table }: Merge,
  { created, updated, deleted, rejected }: Changes,
  { acceptVanished }: WriteSilverOptions,
): Promise<void> {
  const { maximumErrors, maximumVanished } = silver.quality.gates
  const judged = created + updated + rejected
  if (maximumErrors !== undefined && rejected > maximumErrors * judged)
    throw gate(`${rejected} of ${judged} entities are not valid`, 'maximumErrors')
  if (deleted <= FEW || acceptVanished) return
  const rows = Number(await session.dialect.countRows(session, table))
  if (!mayVanish(deleted, rows, maximumVanished))
    throw gate(`${deleted} of ${rows} entities would go`, 'maximumVanished')
}

/** Whether so many rows may go. */
export function mayVanish(deleted: number, rows: number, maximumVanished: number): boolean {
  return deleted <= FEW || deleted <= maximumVanished * rows
}

function gate(what: string, name: string): RefusedError {
  return new RefusedError('quality-gate', `${what}, more than "${name}" allows`, {
    mend: MEND,
  })
}

function requireScore({ averageScore }: QualityAssessed, minimumScore: number | undefined): void {
  if (minimumScore === undefined || averageScore === null || averageScore >= minimumScore) return
  throw new RefusedError(
    'quality-gate',
    `the average score is ${averageScore.toFixed(3)}, under the "minimumScore" of ${minimumScore}`,
    { mend: MEND },
  )
}
