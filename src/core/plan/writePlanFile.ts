/** Spools a planner's stream into a plan file, or into two where it plans for both of its ends. */
import { basename } from 'node:path'
import { throwIfAborted } from '../util/errors'
import { BackCounts } from './backSummary'
import type { PlanConclusion, PlanHeader, PlanItem } from './plan'
import { PlanWriter, type PlanLocation, type WrittenPlan } from './planWriter'

/** A planner's work: changes and findings one by one, at the end what was learnt on the way. */
export type PlanStream = AsyncGenerator<PlanItem, PlanConclusion>

/** Writes the plan and returns it with its path. On any error nothing is left behind, nor where `signal` says so. */
export async function writePlanFile(
  location: PlanLocation,
  header: PlanHeader,
  stream: PlanStream,
  signal?: AbortSignal,
): Promise<WrittenPlan> {
  const writer = await PlanWriter.open(location)
  try {
    return await writer.finish(header, await spool(stream, (item) => writer.add(item), signal))
  } catch (error) {
    await writer.discard()
    throw error
  }
}

/** What a planner of both directions yields besides: changes of the other end, and what is told of them. */
export interface BackHeader {
  readonly header: PlanHeader
  hazardsOf(forth: PlanConclusion): PlanConclusion['hazards']
}

/** Writes the plan alone, or with its companion where the planner has a header for what goes back. */
export function writePlan(
  location: PlanLocation,
  { header, back, stream }: PlannedChanges,
  signal: AbortSignal | undefined,
): Promise<WrittenPlan> {
  return back === undefined
    ? writePlanFile(location, header, stream, signal)
    : writePlanPair(location, header, back, stream, signal)
}

/** What a planner gives. */
interface PlannedChanges {
  readonly header: PlanHeader
  readonly back: BackHeader | undefined
  readonly stream: PlanStream
}

/**
 * Writes the plan and, where anything goes back, its companion beside it. Items with `back` belong to the
 * companion. On any error nothing is left behind, nor where `signal` says so.
 */
export async function writePlanPair(
  location: PlanLocation,
  header: PlanHeader,
  back: BackHeader,
  stream: PlanStream,
  signal?: AbortSignal,
): Promise<WrittenPlan> {
  const forth = await PlanWriter.open(location)
  const other = await PlanWriter.open(companionLocation(location))
  const counts = new BackCounts()
  try {
    const conclusion = await spool(
      stream,
      (item) => {
        if (item.kind !== 'change' || item.back !== true) return forth.add(item)
        counts.add(item.change)
        return other.add(item)
      },
      signal,
    )
    if (other.changes === 0) {
      await other.discard()
      return await forth.finish(header, conclusion)
    }
    const written = await other.finish(back.header, {
      summary: counts.summaryOf(conclusion.summary),
      hazards: back.hazardsOf(conclusion),
    })
    const companion = { id: written.plan.id, file: basename(written.path) }
    return await forth.finish(header, conclusion, companion)
  } catch (error) {
    await forth.discard()
    await other.discard()
    throw error
  }
}

/** `x.plan` has `x.back.plan` beside it. */
function companionLocation({ folder, out }: PlanLocation): PlanLocation {
  return { folder, out: out?.replace(/(\.[^./\\]+)?$/, '.back$1') }
}

type AddItem = (item: PlanItem) => Promise<void> | undefined

/** Lets the planner clean up where its items cannot be kept, too. */
async function spool(
  stream: PlanStream,
  add: AddItem,
  signal: AbortSignal | undefined,
): Promise<PlanConclusion> {
  try {
    return await spoolAll(stream, add, signal)
  } catch (error) {
    await stream.return(undefined as never).catch(() => undefined)
    throw error
  }
}

async function spoolAll(
  stream: PlanStream,
  add: AddItem,
  signal: AbortSignal | undefined,
): Promise<PlanConclusion> {
  for (;;) {
    const next = await stream.next()
    if (next.done === true) {
      throwIfAborted(signal)
      return next.value
    }
    // Most items only go into a list: waiting for each would cost more than the item.
    const full = add(next.value)
    if (full === undefined) continue
    await full
    // What makes the items may do so for long from what it has read before.
    throwIfAborted(signal)
  }
}
