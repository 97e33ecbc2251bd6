import {
  ingestPipeline,
  openWorkspace,
  planUndo,
  applyPlanFile,
  releaseDatabases,
  planTransformFile,
  transformPipeline,
  type IngestResult,
  type Plan,
  type PlanTransformOptions,
  type PipelineOptions,
  type Run,
  type Transformed,
  type TransformPipelineOptions,
  type Workspace,
} from '../../../src/core/index'
import type { Engine, TextRow } from '../../helpers/engines'
import { workspaceFolder } from '../../helpers/temporary'

/** A workspace with a target and a source database, and one pipeline. */
export interface PipelineSite {
  readonly folder: string
  readonly workspace: Workspace
  readonly target: string
  readonly source: string
  ingest(options?: PipelineOptions): Promise<IngestResult>
  transform(options?: TransformPipelineOptions): Promise<Transformed>
  /** Plans a transform, and applies the plan. */
  planAndApply(options?: PlanTransformOptions): Promise<{ readonly plan: Plan; readonly run: Run }>
  /** Plans to take the run back, and does. */
  undo(runId: string): Promise<Run>
  query(sql: string): Promise<readonly TextRow[]>
  querySource(sql: string): Promise<readonly TextRow[]>
  release<T>(work: () => Promise<T>): Promise<T>
}

export type Json = Readonly<Record<string, unknown>>

/** `files` are put beside `drydock.jsonc`; `pipeline` becomes `it.pipeline.jsonc`, with the target filled in. */
export async function pipelineSite(
  engine: Engine,
  pipeline: Json,
  files: Readonly<Record<string, Json | string>> = {},
): Promise<PipelineSite> {
  const [target, source] = [await engine.createDatabase(), await engine.createDatabase()]
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: { sandbox: { url: '${env:TARGET}' }, upstream: { url: '${env:SOURCE}' } },
    },
    '.env': `TARGET='${target.url}'\nSOURCE='${source.url}'\n`,
    'it.pipeline.jsonc': { target: { environment: 'sandbox' }, ...pipeline },
    ...files,
  })
  const workspace = await openWorkspace(folder, {
    variables: {},
    secret: () => Promise.resolve(undefined),
  })
  const release = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } finally {
      await releaseDatabases()
    }
  }
  return {
    ...{ folder, workspace, target: target.url, source: source.url, release },
    ingest: (options) => release(() => ingestPipeline(workspace, 'it.pipeline.jsonc', options)),
    transform: (options) =>
      release(() => transformPipeline(workspace, 'it.pipeline.jsonc', options)),
    planAndApply: (options) =>
      release(async () => {
        const { path, plan } = await planTransformFile(workspace, 'it.pipeline.jsonc', options)
        return { plan, run: (await applyPlanFile(workspace, path, {})).run }
      }),
    undo: (runId) =>
      release(async () => {
        const { path } = await planUndo(workspace, runId, {})
        return (await applyPlanFile(workspace, path, {})).run
      }),
    query: (sql) => engine.query(target.url, sql),
    querySource: (sql) => engine.query(source.url, sql),
  }
}
