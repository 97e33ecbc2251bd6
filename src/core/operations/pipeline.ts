/** What all runs of a pipeline have in common: its definition, and what has to be asked before. */
import type { Pipeline } from '../medallion/definition/pipeline'
import { missingTables } from '../medallion/store/tables'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { nameOfEnvironment } from './current'
import { readPipeline } from './definitions'
import {
  targetRequirement,
  withWritableTarget,
  type TargetRequirement,
  type WritableTarget,
} from './writableTarget'

export interface PipelineOptions extends WorkOptions {
  /** Names of guarded environments as their user typed them. */
  readonly confirm?: string | readonly string[] | undefined
  /** Only these sources. */
  readonly sources?: readonly string[] | undefined
  /** Reads no more records of each source than these. */
  readonly limit?: number | undefined
  /** Reads what this run could not use, instead of the sources. */
  readonly replay?: string | undefined
  /** Reads sources whole, whatever earlier runs have read of them. */
  readonly full?: boolean | undefined
  /** Marks records as vanished however many they are. */
  readonly acceptVanished?: boolean | undefined
}

export interface PipelineRequirement extends TargetRequirement {
  /** Tables that a run makes first, as `schema.name`. */
  readonly creates: readonly string[]
}

/** A pipeline whose target has a name. */
export async function readNamedPipeline(
  workspace: Workspace,
  path: string,
  options: WorkOptions,
): Promise<Pipeline> {
  const pipeline = await readPipeline(workspace, path)
  const environment = await nameOfEnvironment(
    workspace,
    pipeline.target.environment,
    'write',
    options,
  )
  return Object.freeze({ ...pipeline, target: { ...pipeline.target, environment } })
}

/** What has to be asked before a pipeline may run. Writes nothing. */
export async function pipelineRequirement(
  workspace: Workspace,
  path: string,
  options: WorkOptions = {},
): Promise<PipelineRequirement> {
  return requirementOf(workspace, await readNamedPipeline(workspace, path, options), options)
}

/** As `pipelineRequirement`, of a pipeline that was read already. */
export async function requirementOf(
  workspace: Workspace,
  { target }: Pipeline,
  options: WorkOptions,
): Promise<PipelineRequirement> {
  const { requirement, found } = await targetRequirement(workspace, target, options, (end) =>
    missingTables(end.session, target.layers),
  )
  return { ...requirement, creates: found }
}

/** Lends the target of a pipeline once nothing refuses it. Throws `RefusedError` with nothing written. */
export async function withPipelineTarget<T>(
  workspace: Workspace,
  { target }: Pipeline,
  options: Pick<PipelineOptions, 'confirm' | 'signal' | 'onProgress'>,
  work: (target: WritableTarget) => Promise<T>,
): Promise<T> {
  return withWritableTarget(workspace, target, options, work)
}
