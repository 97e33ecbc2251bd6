/** Writes a transform's result: all of it in one transaction, or nothing, as far as its servers commit together. */
import { isRestorable } from '../../apply/batch'
import type { Session } from '../../database/session'
import type { Table } from '../../database/table'
import { Savepoint } from '../../apply/savepoint'
import { growRun } from '../../ledger/growRun'
import { RefusedError } from '../../util/errors'
import { assessSilver, type QualityAssessed } from './assess'
import { changesQuery, keyColumn, writtenColumns } from './changesQuery'
import { executeAll } from './executeAll'
import type { Merge } from './mergeQuery'
import type { Changes, TransformCounts } from './transformCounts'
import { writeAhead, type Journalled } from './writeAhead'
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
  const writer = silverWriter(session, merge.table)
  const find = () => findChanges(session, merge, options)
  const put = (wanted: Changes, intended: number) =>
    putChanges(session, merge, options.runId, { wanted, intended })
  const written =
    writer.ahead === undefined
      ? await session.transaction('write', async () => put(await find(), 0))
      : await writeAhead(session, journalled(merge, options.runId), { find, put })
  await executeAll(session, writer.dropChanges)
  return written
}

async function findChanges(
  session: Session,
  merge: Merge,
  options: WriteSilverOptions,
): Promise<Changes> {
  const { language, table } = merge
  const writer = silverWriter(session, table)
  await executeAll(session, language.prepare)
  const kept = writer.ahead && table.columns.filter(isRestorable).map(({ name }) => name)
  await executeAll(session, writer.createChanges(changesQuery(merge, kept)))
  const wanted = await readCounts(session, table)
  await requireGates(session, merge, wanted, options)
  return wanted
}

/** `intended` is how much of it the run counts already. */
async function putChanges(
  session: Session,
  merge: Merge,
  runId: string,
  { wanted, intended }: { readonly wanted: Changes; readonly intended: number },
): Promise<TransformCounts> {
  const { silver, table } = merge
  const writer = silverWriter(session, table)
  const isWhole = await writeAll(session, merge, runId, wanted)
  const counts = isWhole ? wanted : await readCounts(session, table)
  if (counts.rejected > 0) await session.execute(writer.quarantineRejected(runId))
  const applied = counts.created + counts.updated + counts.deleted - intended
  await growRun(session, runId, { applied, failed: counts.rejected })
  const assessed = await assessSilver(session, merge, runId)
  requireScore(assessed, silver.quality.gates.minimumScore)
  return { ...counts, ...assessed }
}

function journalled({ silver, table, language }: Merge, runId: string): Journalled {
  const key = keyColumn(silver, table)
  return { runId, table, key, written: writtenColumns(silver, table, language) }
}

/**
 * All at once, or by halves where the database refuses a row: what it refuses is rejected, and the rest is written. Says whether
 * nothing was refused.
 */
async function writeAll(
  session: Session,
  merge: Merge,
  runId: string,
  { created, updated, deleted }: Changes,
): Promise<boolean> {
  const writer = silverWriter(session, merge.table)
  // Where no index is in the way of a key that is there by now, the writer leaves its row out by itself.
  let isWhole = writer.ahead === undefined
  const common = journalled(merge, runId)
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

async function readCounts(session: Session, table: Table): Promise<Changes> {
  const { rows } = await session.execute(silverWriter(session, table).countChanges)
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
