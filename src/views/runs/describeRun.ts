/** Runs in words. */
import type { RecordCounts, Run, RunCounts } from '../../core/index'
import { countOf, formatCount, formatDuration } from '../format'

/** Whether there is something to take back and nobody has. */
export function isUndoable(run: Run): boolean {
  const over = run.status !== 'running' && run.status !== 'undone'
  return over && run.undoneBy === null && run.counts.applied > 0
}

/** `42 applied, 1 drifted · 1.2 s · sandbox`. */
export function describeRun(run: Run): string {
  const status = run.status === 'completed' ? [] : [run.status]
  const { counts, records } = run
  const done = records === undefined ? describeCounts(counts) : describeRecords(records)
  return [...status, done, ...durationOf(run), run.environment].join(' · ')
}

/** `32,527 new, 0 changed, 3 errors`: of what did not happen only the first two. */
export function describeRecords(records: RecordCounts): string {
  const { created, updated, skipped, deleted, errors } = records
  const rare = [
    ...(deleted > 0 ? [`${formatCount(deleted)} gone`] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
    ...(errors > 0 ? [countOf(errors, 'error')] : []),
  ]
  return [`${formatCount(created)} new`, `${formatCount(updated)} changed`, ...rare].join(', ')
}

/** The same with what was read, and with the quality where it is known. */
export function explainRecords(records: RecordCounts): string {
  const { processed, flagged, averageScore } = records
  return [
    `${formatCount(processed)} processed: ${describeRecords(records)}`,
    ...(flagged === undefined ? [] : [countOf(flagged, 'quality issue')]),
    ...(averageScore == null ? [] : [`average score ${averageScore.toFixed(3)}`]),
  ].join('; ')
}

/** Names what did not go as planned only where something did not. */
export function describeCounts({ applied, drifted, failed }: RunCounts): string {
  const parts = [`${formatCount(applied)} applied`]
  if (drifted > 0) parts.push(`${formatCount(drifted)} drifted`)
  if (failed > 0) parts.push(`${formatCount(failed)} failed`)
  return parts.join(', ')
}

/** How long it took, once it is over. */
export function durationOf({ startedAt, completedAt }: Run): readonly string[] {
  if (completedAt === null) return []
  return [formatDuration(Date.parse(completedAt) - Date.parse(startedAt))]
}
