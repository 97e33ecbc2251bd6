/** The plan of a sync whose exports are those of the last one: nothing is read of them, and nothing is to do. */
import type { PlanConclusion, PlanItem } from '../../plan/plan'
import type { SameSync } from '../store/sameSync'
import { headerOf, type PlannedSync, type SyncEnd } from './planSync'
import type { ResolvedSync } from './resolvedSync'
import { summaryOf } from './syncSummary'

export function planNothing(
  { sync, tables }: ResolvedSync,
  end: SyncEnd,
  same: SameSync,
): PlannedSync {
  return { header: headerOf(sync, tables, end), stream: nothing(same) }
}

async function* nothing({ runId }: SameSync): AsyncGenerator<PlanItem, PlanConclusion> {
  yield* []
  const message = `the exports are byte by byte those of run ${runId}, and so is the definition`
  return {
    summary: { ...summaryOf([]), fieldUpdates: {} },
    hazards: [{ code: 'same-exports', message }],
  }
}
