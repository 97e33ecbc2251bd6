/** What a run of a pipeline leaves on the screen: the summary that users of ingestion scripts know. */
import type { IngestedSource, Transformed } from '../../core/index'
import { visible } from './visible'

const RULE = '='.repeat(60)

/** Numbers of the summary, by what is counted. */
export interface RunSummary {
  readonly title: string
  readonly milliseconds: number
  readonly processed: number
  readonly created: number
  readonly updated: number
  readonly skipped: number
  readonly deleted?: number
  readonly qualityIssues?: number
  readonly errors: number
  /** Lines of its own, such as where the rest is found. */
  readonly notes: readonly string[]
}

/** `words` replaces signs that not everybody sees. */
export function pipelineSummary(summary: RunSummary, { words }: { readonly words: boolean }) {
  const title = words ? 'FINAL RESULTS SUMMARY' : '📊 FINAL RESULTS SUMMARY'
  const { processed, created, updated, skipped, deleted, qualityIssues, errors } = summary
  return [
    RULE,
    `${title}: ${visible(summary.title)}`,
    RULE,
    `Duration: ${(summary.milliseconds / 1000).toFixed(2)} seconds`,
    `Total Processed: ${processed}`,
    `├─ New Records: ${created}`,
    `├─ Updated Records: ${updated}`,
    ...(deleted === undefined ? [] : [`├─ Vanished Records: ${deleted}`]),
    `└─ Skipped (Unchanged): ${skipped}`,
    `Quality Issues: ${qualityIssues ?? 0}`,
    `Errors: ${errors}`,
    ...summary.notes.map(visible),
    RULE,
  ]
}

export function ingestSummary({ source, counts, milliseconds, run }: IngestedSource): RunSummary {
  const { created, changed, unchanged, repeated, quarantined, vanished } = counts
  return {
    title: source,
    milliseconds,
    processed: created + changed + unchanged + repeated + quarantined,
    created,
    updated: changed,
    skipped: unchanged + repeated,
    deleted: vanished,
    errors: quarantined,
    notes: [`Run: ${run.id}`],
  }
}

export function transformSummary({
  table,
  counts,
  milliseconds,
  run,
  full,
}: Transformed): RunSummary {
  const { created, updated, deleted, rejected, entities, averageScore, flagged } = counts
  return {
    title: table,
    milliseconds,
    processed: created + updated + deleted + rejected,
    created,
    updated,
    deleted,
    skipped: Math.max(0, entities - created - updated),
    qualityIssues: flagged,
    errors: rejected,
    notes: [
      ...(averageScore === null ? [] : [`Average Score: ${averageScore.toFixed(3)}`]),
      ...(full === undefined ? [] : [`Looked at all entities: ${full}`]),
      `Run: ${run.id}`,
    ],
  }
}

/** Whoever wants no colours wants no pictures. */
export function inWordsWanted(): boolean {
  return (process.env['NO_COLOR'] ?? '') !== ''
}
