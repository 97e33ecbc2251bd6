/** Merges a pipeline's bronze records into its silver table. */
import { userInfo } from 'node:os'
import { displayTable } from '../database/table'
import { hasLedger } from '../ledger/ledgerSchema'
import type { Pipeline, Silver } from '../medallion/definition/pipeline'
import { planTransform } from '../medallion/silver/planTransform'
import { ensureSilver, findSilver, silverName } from '../medallion/silver/silverTable'
import { transform, type Transformed } from '../medallion/silver/transform'
import { ensureTables, missingTables } from '../medallion/store/tables'
import { writePlanFile } from '../plan/writePlanFile'
import { DefinitionError, RefusedError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import { readNamedPipeline, withPipelineTarget, type PipelineOptions } from './pipeline'
import { openEnvironment, withReadEnd } from './openEnd'
import { planLocation } from './planLocation'
import type { PlanOptions, SavedPlan } from './results'

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
  const silver = silverOf(pipeline)
  return withPipelineTarget(workspace, pipeline, options, async (target) => {
    await ensureTables(target.session, pipeline.target.layers)
    const table = await ensureSilver(target.session, pipeline, silver)
    const operator = userInfo().username
    return transform(pipeline, silver, { ...target, table }, { ...options, operator })
  })
}

function silverOf({ silver, definition }: Pipeline): Silver {
  if (silver !== undefined) return silver
  throw new DefinitionError([
    definition.problemAt([], 'the pipeline has no silver table', 'add "silver"'),
  ])
}

export interface PlanTransformOptions extends Pick<PlanOptions, 'out' | 'signal' | 'onProgress'> {
  /** Looks at all entities, not only at those with new records. */
  readonly full?: boolean | undefined
}

/**
 * Writes the plan of a transform: what it would change in the silver table. Changes nothing. Throws `RefusedError` where a table is
 * missing that the first run makes.
 */
export async function planTransformFile(
  workspace: Workspace,
  path: string,
  { out, ...options }: PlanTransformOptions = {},
): Promise<SavedPlan> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const silver = silverOf(pipeline)
  const { environment, database: name } = pipeline.target
  const database = await openEnvironment(workspace, environment, 'read', {
    ...options,
    database: name,
  })
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
    const planned = await planTransform(pipeline, silver, { ...end, table }, options)
    return writePlanFile(
      planLocation(workspace, out),
      planned.header,
      planned.stream,
      options.signal,
    )
  })
}
