/** A workspace on two databases of jobs, for tests of what goes wrong. */
import { equal } from 'node:assert/strict'
import {
  applyPlanFile,
  openWorkspace,
  planDefinition,
  releaseDatabases,
  type ApplyResult,
  type SavedPlan,
  type Workspace,
} from '../../src/core/index'
import type { Engine, TextRow } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'

export interface Workbench {
  readonly workspace: Workspace
  readonly sourceUrl: string
  readonly targetUrl: string
  plan(): Promise<SavedPlan>
  apply(plan: SavedPlan, options?: { signal?: AbortSignal; confirm?: string }): Promise<ApplyResult>
  /** Runs SQL in the target by the raw driver. */
  target(sql: string): Promise<readonly TextRow[]>
  source(sql: string): Promise<readonly TextRow[]>
  jobs(): Promise<readonly TextRow[]>
  hasLedger(): Promise<boolean>
}

export interface WorkbenchOptions {
  readonly rows?: number
  /** More environments, or other settings of `origin` and `sandbox`. */
  readonly environments?: Readonly<Record<string, object>>
  readonly mapping?: object
  readonly variables?: (urls: {
    source: string
    target: string
  }) => Readonly<Record<string, string>>
}

/** `rows` jobs on each side, every one of which differs in `fab_order`. */
export async function setUpWorkbench(
  engine: Engine,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const { rows = 10, environments = {}, mapping = {}, variables = () => ({}) } = options
  const [source, target] = [await engine.createDatabase(), await engine.createDatabase()]
  for (const [{ url }, value] of [
    [source, 'n + 0.5'],
    [target, 'n'],
  ] as const)
    await engine.query(
      url,
      `create table jobs (job integer, release text, fab_order numeric(10, 1), stage text, primary key (job, release));
insert into jobs select n, 'A', ${value}, 'Cut' from generate_series(1, ${rows}) n`,
    )
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: { origin: { url: '${env:S}' }, sandbox: { url: '${env:T}' }, ...environments },
    },
    'it.mapping.jsonc': {
      source: { environment: 'origin', table: 'jobs' },
      target: { environment: 'sandbox', table: 'jobs' },
      key: ['job', 'release'],
      fields: ['fab_order'],
      ...mapping,
    },
  })
  const urls = { source: source.url, target: target.url }
  const workspace = await openWorkspace(folder, {
    variables: { S: urls.source, T: urls.target, ...variables(urls) },
    secret: () => Promise.resolve(undefined),
  })
  const query = async (url: string, sql: string) => {
    await releaseDatabases()
    return engine.query(url, sql)
  }
  return {
    workspace,
    sourceUrl: urls.source,
    targetUrl: urls.target,
    plan: () => planDefinition(workspace, 'it.mapping.jsonc', {}),
    apply: (plan, applyOptions = {}) => applyPlanFile(workspace, plan.path, applyOptions),
    target: (sql) => query(target.adminUrl, sql),
    source: (sql) => query(source.adminUrl, sql),
    jobs: () => query(target.adminUrl, 'select jobs::text as row from jobs order by job, release'),
    hasLedger: async () => {
      const [row] = await query(
        target.adminUrl,
        "select count(*)::text as n from pg_namespace where nspname = 'drydock'",
      )
      return row?.['n'] === '1'
    },
  }
}

export function expectCounts(
  result: ApplyResult,
  applied: number,
  drifted: number,
  failed: number,
): void {
  const { counts } = result.run
  equal(`${counts.applied} ${counts.drifted} ${counts.failed}`, `${applied} ${drifted} ${failed}`)
}
