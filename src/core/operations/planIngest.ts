/** Plans what an ingestion would put into bronze. */
import type { DatabaseOperationError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import type { PipelineOptions } from './pipeline'
import type { PlanOptions, SavedPlan } from './results'

export type PlanIngestOptions = Pick<PlanOptions, 'out' | 'signal' | 'onProgress'> &
  Pick<PipelineOptions, 'sources' | 'limit' | 'replay' | 'acceptVanished'>

/** The plan of one source. */
export interface PlannedSource extends SavedPlan {
  readonly source: string
}

export interface PlannedIngest {
  /** One for each source, in the order of the pipeline: each becomes a run of its own. */
  readonly plans: readonly PlannedSource[]
  /** Sources that could not be read to their end, with the reason. The others were read nevertheless. */
  readonly failed: readonly { readonly source: string; readonly error: DatabaseOperationError }[]
}

/**
 * Reads the sources one after another, compares their records with what was ingested before, and writes a plan for each: which
 * records would come into bronze, which have vanished, and which cannot be used. Changes nothing. Throws `DefinitionError`,
 * `UsageError`, `DatabaseError` and `AbortedError`.
 */
export function planIngest(
  _workspace: Workspace,
  _path: string,
  _options: PlanIngestOptions = {},
): Promise<PlannedIngest> {
  return Promise.reject(new Error('not here yet'))
}
