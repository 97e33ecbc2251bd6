/** The tables that a pipeline needs: what is missing, and making it. */
import { createSilverStatements, findSilver } from '../medallion/silver/silverTable'
import { runStatements } from '../medallion/store/runStatements'
import { createMissingTables, findBronze } from '../medallion/store/tables'
import type { Session } from '../database/session'
import { displayTable } from '../database/table'
import type { Pipeline } from '../medallion/definition/pipeline'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd } from './openEnd'
import { readNamedPipeline, withPipelineTarget, type PipelineOptions } from './pipeline'

export interface PlannedTables {
  /** They would make what is missing; none where all is there. */
  readonly statements: readonly string[]
  /** What is there and not as Drydock would make it, for people. */
  readonly notes: readonly string[]
}

/** What is missing. Changes nothing. */
export async function planPipelineTables(
  workspace: Workspace,
  path: string,
  options: WorkOptions = {},
): Promise<PlannedTables> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const { environment, database: name } = pipeline.target
  const at = { ...options, database: name }
  const database = await openEnvironment(workspace, environment, 'read', at)
  return withReadEnd(database, async ({ session }) => ({
    statements: await missingStatements(session, pipeline),
    notes: await notesOf(session, pipeline),
  }))
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

/** No index over partitions on other servers can be unique, nor is any made there from here. */
async function notesOf(session: Session, pipeline: Pipeline): Promise<readonly string[]> {
  const { silver, target } = pipeline
  const bronze = await findBronze(session, target.layers)
  const made = silver && (await findSilver(session, pipeline, silver))
  const indexes = [
    { table: bronze, index: 'an index on (entity_type, source_system, external_id, ingested_at)' },
    { table: made, index: `a unique index on (${silver?.key.column ?? ''})` },
  ]
  return indexes.flatMap(({ table, index }) => {
    if (table?.elsewhere === undefined) return []
    const { servers } = table.elsewhere
    return [
      `"${displayTable(table)}" has rows on other servers (${servers.join(', ')}): indexes there are not made from here; each partition wants ${index}`,
    ]
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
