/** Merges a pipeline's bronze records into its silver table. */
import { userInfo } from 'node:os'
import { ensureLedger } from '../ledger/ledgerSchema'
import { ensureSilver } from '../medallion/silver/silverTable'
import { transform, type Transformed } from '../medallion/silver/transform'
import { ensureTables } from '../medallion/store/tables'
import { DefinitionError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import { requireConfirmation, requireLedgerInTarget } from './confirmation'
import { readNamedPipeline, requirementOf, type PipelineOptions } from './pipeline'
import { openEnvironment } from './openEnd'

export interface TransformPipelineOptions extends Pick<
  PipelineOptions,
  'confirm' | 'acceptVanished' | 'signal' | 'onProgress'
> {
  /** Looks at all entities, not only at those with new records. */
  readonly full?: boolean | undefined
}

/**
 * Throws `DefinitionError`, `UsageError`, `RefusedError` with nothing written, `RunStoppedError` where a gate is crossed or the
 * database fails on the way, and `AbortedError`.
 */
export async function transformPipeline(
  workspace: Workspace,
  path: string,
  options: TransformPipelineOptions = {},
): Promise<Transformed> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const { silver, definition } = pipeline
  if (silver === undefined)
    throw new DefinitionError([
      definition.problemAt([], 'the pipeline has no silver table', 'add "silver"'),
    ])
  requireLedgerInTarget(workspace)
  requireConfirmation(await requirementOf(workspace, pipeline, options), options.confirm)
  const { environment, database: name } = pipeline.target
  const at = { database: name }
  const database = await openEnvironment(workspace, environment, 'write', { ...options, ...at })
  const closing = await openEnvironment(workspace, environment, 'write', at)
  return database.withSession(async (session) => {
    await ensureLedger(session)
    await ensureTables(session)
    const table = await ensureSilver(session, pipeline, silver)
    const operator = userInfo().username
    const target = { closing, session, environment, table }
    return transform(pipeline, silver, target, { ...options, operator })
  })
}
