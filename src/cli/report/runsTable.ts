/** Runs as a table for the terminal. */
import type { Run } from '../../core/index'
import { countOf } from './layout'
import { table } from './table'
import { visible } from './visible'

/** A line for the titles and one for each run. */
export function runsTable(runs: readonly Run[]): readonly string[] {
  if (runs.length === 0) return ['There are no runs yet.']
  return table([['RUN', 'STARTED', 'STATUS', 'ENVIRONMENT', 'ROWS', 'TITLE'], ...runs.map(cells)])
}

function cells({ id, startedAt, status, environment, counts, title }: Run): string[] {
  const problems = [
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.drifted > 0 ? [`${counts.drifted} drifted`] : []),
  ]
  const rows = [`${counts.applied} of ${countOf(counts.total, 'row', 'rows')}`, ...problems]
  return [id, startedAt, status, environment, rows.join(', '), title].map(visible)
}
