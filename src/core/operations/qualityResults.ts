/** How many entities of a silver table have which flags. */
import { hasLedger } from '../ledger/ledgerSchema'
import { findStream } from '../ledger/ingestions'
import { readLastQualityResults } from '../ledger/qualityResults'
import type { QualityResult } from '../ledger/run'
import { silverStream } from '../medallion/silver/dirty'
import { countFindings } from '../medallion/silver/assess'
import { findSilver } from '../medallion/silver/silverTable'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd } from './openEnd'
import { readNamedPipeline } from './pipeline'

export interface QualityResultsOptions extends WorkOptions {
  /** Counts the flags of the table as it is now; otherwise what the last transform has found is read. */
  readonly now?: boolean | undefined
}

/** A result for each rule; empty where nothing was transformed yet. Changes nothing. */
export async function readQualityResults(
  workspace: Workspace,
  path: string,
  { now = false, ...options }: QualityResultsOptions = {},
): Promise<readonly QualityResult[]> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const { silver, target } = pipeline
  if (silver === undefined) return []
  const database = await openEnvironment(workspace, target.environment, 'read', {
    ...options,
    database: target.database,
  })
  return withReadEnd(database, async ({ session }) => {
    if (now) {
      const table = await findSilver(session, pipeline, silver)
      if (table === undefined) return []
      const entities = Number(await session.dialect.countRows(session, table))
      return countFindings(session, { pipeline, silver, table }, entities)
    }
    if (!(await hasLedger(session))) return []
    const stream = await findStream(session, pipeline.entity, silverStream(silver))
    return stream === undefined ? [] : readLastQualityResults(session, stream)
  })
}
