/** What became of the plan of an ingestion: the summary that its users know, and what somebody else has ingested since. */
import type { ApplyResult, Plan } from '../../core/index'
import { outcomeLine, type ReadOutcomes } from './applyReport'
import type { Lines } from './layout'
import { inWordsWanted, pipelineSummary, type RunSummary } from './pipelineReport'
import { planNoun } from './planReport'
import { summaryNumber } from './summary'

export async function* ingestApplied(
  plan: Plan,
  result: ApplyResult,
  readOutcomes: ReadOutcomes,
  examples: number,
): Lines {
  const { drifted } = result.run.counts
  const rows = drifted === 0 ? [] : await readOutcomes('drifted', examples)
  yield* rows.map((row) => outcomeLine(row, planNoun(plan)))
  if (drifted > rows.length) yield `... (${drifted} drifted)`
  yield* pipelineSummary(summaryOf(plan, result), { words: inWordsWanted() })
}

function summaryOf(plan: Plan, { run, ingested, resumed }: ApplyResult): RunSummary {
  const number = (name: string) => summaryNumber(plan.summary, name)
  const { drifted, failed } = run.counts
  return {
    title: plan.pipeline?.sourceSystem ?? plan.title,
    milliseconds: Date.parse(run.completedAt ?? run.startedAt) - Date.parse(run.startedAt),
    records: {
      processed: number('processed'),
      created: ingested?.created ?? number('created'),
      updated: ingested?.updated ?? number('changed'),
      deleted: ingested?.vanished ?? number('vanished'),
      skipped: number('unchanged') + number('repeated'),
      errors: failed,
    },
    notes: [
      ...(drifted === 0 ? [] : [`Ingested by others since: ${drifted}, left alone`]),
      `Run: ${run.id}${resumed ? ' (continued)' : ''}`,
    ],
  }
}
