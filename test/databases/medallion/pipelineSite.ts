import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  enrichPipeline,
  ingestPipeline,
  openWorkspace,
  planUndo,
  applyPlanFile,
  releaseDatabases,
  planIngest,
  planTransformFile,
  transformPipeline,
  type ApplyOptions,
  type ApplyResult,
  type EnrichPipelineOptions,
  type EnrichResult,
  type IngestResult,
  type Plan,
  type PlanIngestOptions,
  type PlannedIngest,
  type PlanTransformOptions,
  type PipelineOptions,
  type Run,
  type SavedPlan,
  type Transformed,
  type TransformPipelineOptions,
  type Workspace,
} from '../../../src/core/index'
import { languageOf, type Engine, type TextRow } from '../../helpers/engines'
import { workspaceFolder } from '../../helpers/temporary'

/** A workspace with a target and a source database, and one pipeline. */
export interface PipelineSite {
  readonly folder: string
  readonly workspace: Workspace
  readonly target: string
  /** The target for its server's superuser. */
  readonly targetAdmin: string
  readonly source: string
  ingest(options?: PipelineOptions): Promise<IngestResult>
  enrich(options?: EnrichPipelineOptions): Promise<EnrichResult>
  transform(options?: TransformPipelineOptions): Promise<Transformed>
  /** Plans an ingestion, a plan for each source. */
  planIngest(options?: PlanIngestOptions): Promise<PlannedIngest>
  apply(path: string, options?: ApplyOptions): Promise<ApplyResult>
  plan(options?: PlanTransformOptions): Promise<SavedPlan>
  /** Plans a transform, and applies the plan. */
  planAndApply(options?: PlanTransformOptions): Promise<{ readonly plan: Plan; readonly run: Run }>
  /** Plans to take the run back, and does. */
  undo(runId: string): Promise<Run>
  /** In the SQL, bronze, silver, meta and drydock stand for what they are called on the engine. */
  query(sql: string): Promise<readonly TextRow[]>
  querySource(sql: string): Promise<readonly TextRow[]>
  /** Writes another pipeline in place of the first one. */
  define(pipeline: Json): void
  release<T>(work: () => Promise<T>): Promise<T>
}

/** What `${secret:TOKEN}` stands for. */
export const TOKEN = 'tok/3n&"secret'

export type Json = Readonly<Record<string, unknown>>

/** `files` are put beside `drydock.jsonc`; `pipeline` becomes `it.pipeline.jsonc`, with the target filled in. */
export async function pipelineSite(
  engine: Engine,
  pipeline: Json,
  files: Readonly<Record<string, Json | string>> = {},
): Promise<PipelineSite> {
  const [target, source] = [await engine.createDatabase(), await engine.createDatabase()]
  const whole = (given: Json) =>
    ownLayers(engine, target.url, { target: { environment: 'sandbox' }, ...given })
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: { sandbox: { url: '${env:TARGET}' }, upstream: { url: '${env:SOURCE}' } },
    },
    '.env': `TARGET='${target.url}'\nSOURCE='${source.url}'\n`,
    'it.pipeline.jsonc': whole(pipeline),
    ...files,
  })
  const workspace = await openWorkspace(folder, {
    variables: {},
    secret: (name) => Promise.resolve(name === 'TOKEN' ? TOKEN : undefined),
  })
  const release = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } finally {
      await releaseDatabases()
    }
  }
  return {
    ...{
      folder,
      workspace,
      target: target.url,
      targetAdmin: target.adminUrl,
      source: source.url,
      release,
    },
    ingest: (options) => release(() => ingestPipeline(workspace, 'it.pipeline.jsonc', options)),
    enrich: (options) => release(() => enrichPipeline(workspace, 'it.pipeline.jsonc', options)),
    transform: (options) =>
      release(() => transformPipeline(workspace, 'it.pipeline.jsonc', options)),
    planIngest: (options) => release(() => planIngest(workspace, 'it.pipeline.jsonc', options)),
    apply: (path, options = {}) => release(() => applyPlanFile(workspace, path, options)),
    plan: (options) => release(() => planTransformFile(workspace, 'it.pipeline.jsonc', options)),
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
    define: (given) =>
      writeFileSync(join(folder, 'it.pipeline.jsonc'), JSON.stringify(whole(given))),
    query: (sql) => engine.query(target.url, ownNames(engine, target.url, sql)),
    querySource: (sql) => engine.query(source.url, sql),
  }
}

/** All databases of a MySQL server would share its one bronze. */
function ownLayers(engine: Engine, url: string, pipeline: Json): Json {
  if (languageOf(engine) === 'postgres') return pipeline
  const own = (name: string) => `${databaseOf(url)}_${name}`
  const { target, silver } = pipeline as { readonly target: Json; readonly silver?: Json }
  return {
    ...pipeline,
    target: { ...target, layers: { bronze: own('bronze'), meta: own('meta') } },
    ...(silver !== undefined && { silver: { ...silver, schema: own('silver') } }),
  }
}

function ownNames(engine: Engine, url: string, sql: string): string {
  if (languageOf(engine) === 'postgres') return sql
  return sql
    .replace(/\b(bronze|silver|meta)\./g, `${databaseOf(url)}_$1.`)
    .replace(/\bdrydock\./g, 'drydock_')
}

function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}
