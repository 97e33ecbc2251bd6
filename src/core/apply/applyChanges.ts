/** Carries out the changes of a run. */
import type { Session } from '../database/session'
import { writeRunLog } from '../ledger/runLog'
import { findRunOfPlan, hasBrokenUndo, type BatchCounts } from '../ledger/runs'
import type { Plan } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import { throttleProgress } from '../util/progress'
import { ahead } from './ahead'
import { flushLater } from './flushLater'
import { applyGroup, describeStretch, stretchOf } from './applyGroup'
import type { Group } from './batch'
import { add, NOTHING } from './counts'
import { readBatches } from './readBatches'
import { Refusals } from './refusals'
import { batchSizeOf, Throttle, type ThrottleOptions } from './throttle'
import { endTrace } from './trace'
import { prepareBatch } from './writeBatch'

/** The run that a plan's changes are of. */
export interface AppliedRun {
  readonly runId: string
  /** An earlier process began it. */
  readonly resumed: boolean
}

/** Applies the changes of a plan that have no outcome yet, batch by batch. Throws what is not about one row. */
export async function applyChanges(
  session: Session,
  run: AppliedRun,
  file: PlanFile,
  options: ThrottleOptions,
): Promise<void> {
  await session.dialect.prepareForBatches(session)
  if (!run.resumed) await logEdited(session, run.runId, file)
  const refusals = new Refusals()
  try {
    await flushLater(session, file.plan.target.tables, () =>
      applyBatches(session, run, file, refusals, options),
    )
  } finally {
    // It also ends with the session, which may be broken by now.
    await endTrace(session, refusals).catch(() => undefined)
  }
}

async function applyBatches(
  session: Session,
  { runId, resumed }: AppliedRun,
  file: PlanFile,
  refusals: Refusals,
  options: ThrottleOptions,
): Promise<void> {
  const { signal, onProgress } = options
  const found = await findRunOfPlan(session, file.plan.id)
  let counts: BatchCounts = found?.run.counts ?? NOTHING
  const from = found?.nextOrdinal ?? 0
  const report = throttleProgress(onProgress)
  const throttle = new Throttle(session, options)
  let done = from
  const doubt = await doubtOf(session, file, resumed)
  const batches = readBatches(file, runId, from, batchSizeOf(options))
  for await (const group of ahead(prepared(session, batches, refusals))) {
    const { count } = stretchOf(group)
    await throttle.pass(count)
    const isAgain = doubt === 'all' || (doubt === 'first' && done === from)
    const outcome = await applyGroup(session, group, refusals, signal, isAgain)
    counts = add(counts, outcome)
    done += count
    await logLeftOut(session, runId, group, outcome)
    report(() => ({
      message: `applying: ${counts.applied} applied, ${counts.drifted} drifted, ${counts.failed} failed`,
      done,
      total: file.plan.changes,
    }))
  }
}

/** Which transactions may be on some of their servers: the first that has no outcome, or any, where another undo was broken off. */
async function doubtOf(
  session: Session,
  { plan }: PlanFile,
  resumed: boolean,
): Promise<'none' | 'first' | 'all'> {
  if (!isElsewhere(plan)) return 'none'
  if (plan.undoes !== undefined && (await hasBrokenUndo(session, plan.undoes, plan.id)))
    return 'all'
  return resumed ? 'first' : 'none'
}

function isElsewhere({ target }: Plan): boolean {
  return target.tables.some(({ elsewhere }) => elsewhere !== undefined)
}

/** What will be written in parts is prepared in parts. */
async function* prepared(
  session: Session,
  groups: AsyncIterable<Group>,
  refusals: Refusals,
): AsyncGenerator<Group> {
  for await (const group of groups) {
    if (!refusals.expectsSurprises) for (const batch of group) prepareBatch(session, batch)
    yield group
  }
}

async function logLeftOut(
  session: Session,
  runId: string,
  group: Group,
  { drifted, failed }: BatchCounts,
): Promise<void> {
  if (drifted + failed === 0) return
  const message = `${describeStretch(group)}: ${drifted} drifted, ${failed} failed, and left as they were`
  await writeRunLog(session, runId, 'warning', message)
}

/** How many rows a line of the log names. */
const NAMED = 20

/** Rows that an undo cannot take back have no change in its plan, and so no outcome in its run. */
async function logEdited(session: Session, runId: string, file: PlanFile): Promise<void> {
  const { total, items } = await file.readFindings(0, NAMED, ['edited'])
  if (total === 0) return
  const keys = items.map(({ key }) => JSON.stringify(key)).join(', ')
  const more = total > items.length ? ', …' : ''
  const message = `${total} edited or gone since the run, and left as they are: ${keys}${more}`
  await writeRunLog(session, runId, 'warning', message)
}
