/** What a run of a pipeline leaves on the screen: the summary that users of ingestion scripts know. */
import type {
  EnrichedSource,
  Hazard,
  IngestedSource,
  RecordCounts,
  Transformed,
} from '../../core/index'
import { recordsOfEnrich } from '../../core/index'
import { visible } from './visible'

const RULE = '='.repeat(60)

/** Numbers of the summary, by what is counted. */
export interface RunSummary {
  readonly title: string
  readonly milliseconds: number
  readonly records: RecordCounts
  /** Lines of its own, such as where the rest is found. */
  readonly notes: readonly string[]
}

/** `words` replaces signs that not everybody sees. */
export function pipelineSummary(summary: RunSummary, { words }: { readonly words: boolean }) {
  const title = words ? 'FINAL RESULTS SUMMARY' : '📊 FINAL RESULTS SUMMARY'
  const { processed, created, updated, skipped, deleted, flagged, errors } = summary.records
  return [
    RULE,
    `${title}: ${visible(summary.title)}`,
    RULE,
    `Duration: ${(summary.milliseconds / 1000).toFixed(2)} seconds`,
    `Total Processed: ${processed}`,
    `├─ New Records: ${created}`,
    `├─ Updated Records: ${updated}`,
    `├─ Vanished Records: ${deleted}`,
    `└─ Skipped (Unchanged): ${skipped}`,
    `Quality Issues: ${flagged ?? 0}`,
    `Errors: ${errors}`,
    ...summary.notes.map(visible),
    RULE,
  ]
}

export function ingestSummary({ source, records, milliseconds, run }: IngestedSource): RunSummary {
  return { title: source, milliseconds, records, notes: [`Run: ${run.id}`] }
}

export function enrichSummary({ source, counts, milliseconds, run }: EnrichedSource): RunSummary {
  const notes = [`Not Found: ${counts.missing}`, `Run: ${run.id}`]
  return { title: source, milliseconds, records: recordsOfEnrich(counts), notes }
}

export function transformSummary({
  table,
  records,
  milliseconds,
  run,
  full,
}: Transformed): RunSummary {
  const { averageScore = null } = records
  return {
    ...{ title: table, milliseconds, records },
    notes: [
      ...(averageScore === null ? [] : [`Average Score: ${averageScore.toFixed(3)}`]),
      ...(full === undefined ? [] : [`Looked at all entities: ${full}`]),
      `Run: ${run.id}`,
    ],
  }
}

/** As in the report of a plan. */
export function hazardLines(hazards: readonly Hazard[]): readonly string[] {
  return hazards.map(({ code, message }) => `⚠ ${visible(code)}: ${visible(message)}`)
}

/** Whoever wants no colours wants no pictures. */
export function inWordsWanted(): boolean {
  return (process.env['NO_COLOR'] ?? '') !== ''
}
