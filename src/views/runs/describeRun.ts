/** Runs in words. */
import type { Run, RunCounts } from '../../core/index'
import { formatCount, formatDuration } from '../format'

/** Whether there is something to take back and nobody has. */
export function isUndoable(run: Run): boolean {
  const over = run.status !== 'running' && run.status !== 'undone'
  return over && run.undoneBy === null && run.counts.applied > 0
}

/** `42 applied, 1 drifted · 1.2 s · sandbox`. */
export function describeRun(run: Run): string {
  const status = run.status === 'completed' ? [] : [run.status]
  return [...status, describeCounts(run.counts), ...durationOf(run), run.environment].join(' · ')
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
