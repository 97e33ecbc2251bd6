/** Carries out the changes of a run. */
import type { Session } from '../database/session'
import { writeRunLog } from '../ledger/runLog'
import { findRunOfPlan, type BatchCounts } from '../ledger/runs'
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

/** Applies the changes of a plan that have no outcome yet, batch by batch. Throws what is not about one row. */
export async function applyChanges(
  session: Session,
  runId: string,
  file: PlanFile,
  options: ThrottleOptions,
): Promise<void> {
  await session.dialect.prepareForBatches(session)
  const refusals = new Refusals()
  try {
    await flushLater(session, () => applyBatches(session, runId, file, refusals, options))
  } finally {
    // It also ends with the session, which may be broken by now.
    await endTrace(session, refusals).catch(() => undefined)
  }
}

async function applyBatches(
  session: Session,
  runId: string,
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
  const batches = readBatches(file, runId, from, batchSizeOf(options))
  for await (const group of ahead(prepared(session, batches, refusals))) {
    const { count } = stretchOf(group)
    await throttle.pass(count)
    const outcome = await applyGroup(session, group, refusals, signal)
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
