/** The tables that a pipeline needs: what is missing, and making it. */
import { createSilverStatements, findSilver } from '../medallion/silver/silverTable'
import { runStatements } from '../medallion/store/runStatements'
import { createMissingTables } from '../medallion/store/tables'
import type { Session } from '../database/session'
import type { Pipeline } from '../medallion/definition/pipeline'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd } from './openEnd'
import { readNamedPipeline, withPipelineTarget, type PipelineOptions } from './pipeline'

/** The statements that would make what is missing; none where all is there. Changes nothing. */
export async function planPipelineTables(
  workspace: Workspace,
  path: string,
  options: WorkOptions = {},
): Promise<readonly string[]> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const { environment, database: name } = pipeline.target
  const at = { ...options, database: name }
  const database = await openEnvironment(workspace, environment, 'read', at)
  return withReadEnd(database, ({ session }) => missingStatements(session, pipeline))
}

/** Makes what is missing, and the ledger. Gives the statements that were run. */
export async function ensurePipelineTables(
  workspace: Workspace,
  path: string,
  options: Pick<PipelineOptions, 'confirm' | 'signal' | 'onProgress'> = {},
): Promise<readonly string[]> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  return withPipelineTarget(workspace, pipeline, options, async ({ session }) => {
    const statements = await missingStatements(session, pipeline)
    await runStatements(session, statements)
    return statements
  })
}

async function missingStatements(session: Session, pipeline: Pipeline): Promise<readonly string[]> {
  const { silver, target } = pipeline
  const shared = await createMissingTables(session, target.layers)
  const found = silver && (await findSilver(session, pipeline, silver))
  const own =
    silver === undefined || found !== undefined
      ? []
      : await createSilverStatements(session, pipeline, silver)
  return [...shared, ...own]
}
