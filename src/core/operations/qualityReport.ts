/** The quality of a pipeline's silver table, and why a value of it is what it is. Nothing is written. */
import { readQuality, type QualityLimits } from '../medallion/quality/readQuality'
import type { QualityReport } from '../medallion/quality/report'
import { readWhy, type Cell } from '../medallion/quality/why/readWhy'
import type { WhyValue } from '../medallion/quality/why/why'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { withSilverEnd } from './silverEnd'

export interface QualityOptions extends WorkOptions {
  /** How many runs the trend has. Default: 20. */
  readonly runs?: number | undefined
  /** How many of the worst entities are shown. Default: 20. */
  readonly worst?: number | undefined
}

const LIMITS: QualityLimits = { runs: 20, worst: 20 }

/**
 * Reads one snapshot of the target, in a number of statements that does not grow with its rows. Throws `DefinitionError` where
 * the pipeline has no silver table, `RefusedError` where the first run is still to come, `DatabaseError` and `AbortedError`.
 */
export async function qualityReport(
  workspace: Workspace,
  path: string,
  { runs = LIMITS.runs, worst = LIMITS.worst, ...options }: QualityOptions = {},
): Promise<QualityReport> {
  return withSilverEnd(workspace, path, options, (end) => {
    options.onProgress?.({ message: `reading ${end.table.schema}.${end.table.name}` })
    return readQuality(end, { runs, worst })
  })
}

/**
 * Why a value of the silver table is what it is, of the row with this key. Throws as `qualityReport` does, and `UsageError` where
 * there is no such field or row.
 */
export async function whyThisValue(
  workspace: Workspace,
  path: string,
  cell: Cell,
  options: WorkOptions = {},
): Promise<WhyValue> {
  return withSilverEnd(workspace, path, options, (end) => readWhy(end, cell))
}
