/** The silver table of a pipeline, to be read. */
import { displayTable, type Table } from '../database/table'
import { hasLedger } from '../ledger/ledgerSchema'
import type { Pipeline, Silver } from '../medallion/definition/pipeline'
import { findSilver, silverName } from '../medallion/silver/silverTable'
import { missingTables } from '../medallion/store/tables'
import { DefinitionError, RefusedError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd, type ReadEnd } from './openEnd'
import { readNamedPipeline } from './pipeline'

export interface SilverEnd extends ReadEnd {
  readonly pipeline: Pipeline
  readonly silver: Silver
  readonly table: Table
}

/**
 * Lends a session that reads one snapshot and that the server holds read-only. Throws `DefinitionError`, and `RefusedError` where
 * a table is missing that the first run makes.
 */
export async function withSilverEnd<T>(
  workspace: Workspace,
  path: string,
  options: WorkOptions,
  work: (end: SilverEnd) => Promise<T>,
): Promise<T> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const silver = silverOf(pipeline)
  const { environment, database: name } = pipeline.target
  const at = { ...options, database: name }
  const database = await openEnvironment(workspace, environment, 'read', at)
  return withReadEnd(database, async (end) => {
    const table = await findSilver(end.session, pipeline, silver)
    const missing = await missingTables(end.session, pipeline.target.layers)
    if (table === undefined) missing.push(displayTable(silverName(silver)))
    if (table === undefined || missing.length > 0 || !(await hasLedger(end.session)))
      throw new RefusedError(
        'tables-missing',
        missing.length > 0
          ? `there is no ${missing.join(' and no ')} yet`
          : 'nothing was ingested yet',
        { mend: `make what is missing first: drydock schema ensure ${path}` },
      )
    return work({ ...end, pipeline, silver, table })
  })
}

/** Throws `DefinitionError` where the pipeline has none. */
export function silverOf({ silver, definition }: Pipeline): Silver {
  if (silver !== undefined) return silver
  throw new DefinitionError([
    definition.problemAt([], 'the pipeline has no silver table', 'add "silver"'),
  ])
}
