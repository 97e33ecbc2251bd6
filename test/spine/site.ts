/** Two databases with jobs that all differ, a workspace on them, and its one mapping. */
import {
  applyPlanFile,
  planDefinition,
  planUndo,
  releaseDatabases,
  type ApplyOptions,
  type ApplyResult,
  type SavedPlan,
  type Workspace,
} from '../../src/core/index'
import type { Engine, TestDatabase, TextRow } from '../helpers/engines'
import { createSpineWorkspace, writeMapping, type SpineWorkspaceOptions } from './spineWorkspace'

export interface Site {
  readonly workspace: Workspace
  readonly source: TestDatabase
  readonly target: TestDatabase
  plan(): Promise<SavedPlan>
  apply(plan: SavedPlan, options?: ApplyOptions): Promise<ApplyResult>
  planUndo(runId: string): Promise<SavedPlan>
  /** As the server's superuser, by the plain driver. An embedded database is given back first. */
  query(end: 'source' | 'target', sql: string): Promise<readonly TextRow[]>
  /** Every job of the target as text. */
  jobs(): Promise<readonly string[]>
}

export interface SiteOptions extends SpineWorkspaceOptions {
  readonly rows?: number
  /** Instead of numbered jobs. */
  readonly tables?: { readonly source: string; readonly target: string }
  readonly mapping?: object
}

export async function createSite(engine: Engine, options: SiteOptions = {}): Promise<Site> {
  const { rows = 10, tables = numberedJobs(rows), mapping } = options
  const [source, target] = [await engine.createDatabase(), await engine.createDatabase()]
  await engine.query(source.url, tables.source)
  await engine.query(target.url, tables.target)
  const urls = { source: source.url, target: target.url }
  const workspace = await createSpineWorkspace(urls, options)
  const definition = writeMapping(workspace, 'jobs', {
    source: { environment: 'production', table: 'jobs' },
    target: { environment: 'sandbox', table: 'jobs' },
    key: 'job',
    fields: ['stage'],
    ...mapping,
  })
  const query: Site['query'] = async (end, sql) => {
    await releaseDatabases()
    return engine.query({ source, target }[end].adminUrl, sql)
  }
  return {
    workspace,
    source,
    target,
    plan: () => planDefinition(workspace, definition, {}),
    apply: (plan, applyOptions = {}) => applyPlanFile(workspace, plan.path, applyOptions),
    planUndo: (runId) => planUndo(workspace, runId, {}),
    query,
    jobs: async () => {
      const found = await query('target', 'select j::text as row from jobs j order by j.job')
      return found.map(({ row }) => row ?? '')
    },
  }
}

function numberedJobs(rows: number): { readonly source: string; readonly target: string } {
  const table = 'create table jobs (job integer primary key, stage text)'
  const fill = (value: string) =>
    `${table}; insert into jobs select n, ${value} from generate_series(1, ${rows}) n`
  return { source: fill("'new ' || n"), target: fill("'old ' || n") }
}
