/** The tables that a pipeline needs: what is missing, and making it. */
import { sql } from '../database/sql'
import { displayTable } from '../database/table'
import { ensureLedger } from '../ledger/ledgerSchema'
import { createSilverStatements, findSilver } from '../medallion/silver/silverTable'
import { medallionSql } from '../medallion/store/medallionSql'
import { bronzeTable, missingTables } from '../medallion/store/tables'
import type { Session } from '../database/session'
import type { Pipeline } from '../medallion/definition/pipeline'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { requireConfirmation, requireLedgerInTarget } from './confirmation'
import { openEnvironment, withReadEnd } from './openEnd'
import { readNamedPipeline, requirementOf, type PipelineOptions } from './pipeline'

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
  requireLedgerInTarget(workspace)
  requireConfirmation(await requirementOf(workspace, pipeline, options), options.confirm)
  const { environment, database: name } = pipeline.target
  const at = { ...options, database: name }
  const database = await openEnvironment(workspace, environment, 'write', at)
  return database.withSession(async (session) => {
    await ensureLedger(session)
    const statements = await missingStatements(session, pipeline)
    await session.transaction('write', async () => {
      for (const statement of statements) await session.execute(sql`${sql.raw(statement)}`)
    })
    return statements
  })
}

async function missingStatements(session: Session, pipeline: Pipeline): Promise<readonly string[]> {
  const { silver, target } = pipeline
  const { createBronze, createRuns } = medallionSql(session)
  const { bronze, meta } = target.layers
  const missing = (await missingTables(session, target.layers)).map((name) =>
    name === displayTable(bronzeTable(target.layers)) ? createBronze(bronze) : createRuns(meta),
  )
  const found = silver && (await findSilver(session, pipeline, silver))
  const own =
    silver === undefined || found !== undefined
      ? []
      : await createSilverStatements(session, pipeline, silver)
  return [...missing.flat(), ...own]
}
