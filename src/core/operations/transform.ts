/** Merges a pipeline's bronze records into its silver table. */
import { userInfo } from 'node:os'
import { planTransform } from '../medallion/silver/planTransform'
import { ensureSilver } from '../medallion/silver/silverTable'
import { transform, type Transformed } from '../medallion/silver/transform'
import { ensureTables } from '../medallion/store/tables'
import { writePlanFile } from '../plan/writePlanFile'
import type { Workspace } from '../workspace/workspace'
import { readNamedPipeline, withPipelineTarget, type PipelineOptions } from './pipeline'
import { planLocation } from './planLocation'
import type { PlanOptions, SavedPlan } from './results'
import { silverOf, withSilverEnd } from './silverEnd'

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
  return withSilverEnd(workspace, path, options, async ({ pipeline, silver, ...end }) => {
    const planned = await planTransform(pipeline, silver, end, options)
    return writePlanFile(
      planLocation(workspace, out),
      planned.header,
      planned.stream,
      options.signal,
    )
  })
}
