/** Two databases with jobs that all differ, a workspace on them, and its one mapping. */
import {
  applyPlanFile,
  planDefinition,
  planUndo,
  releaseDatabases,
  type ApplyOptions,
  type ApplyResult,
  type PlanOptions,
  type SavedPlan,
  type Workspace,
} from '../../src/core/index'
import { languageOf, type Engine, type TestDatabase, type TextRow } from '../helpers/engines'
import type { Side } from './pairs'
import { recordText } from './scenarioTexts'
import { createSpineWorkspace, writeMapping, type SpineWorkspaceOptions } from './spineWorkspace'

export interface Site {
  readonly workspace: Workspace
  readonly source: TestDatabase
  readonly target: TestDatabase
  plan(options?: PlanOptions): Promise<SavedPlan>
  apply(plan: SavedPlan, options?: ApplyOptions): Promise<ApplyResult>
  planUndo(runId: string): Promise<SavedPlan>
  /** As the server's superuser, by the plain driver. An embedded database is given back first. */
  query(end: Side, sql: string): Promise<readonly TextRow[]>
  /** Every job of the target as text. */
  jobs(): Promise<readonly string[]>
  /** How SQL calls a table of the ledger in the target. */
  ledger(table: string): string
  hasLedger(): Promise<boolean>
}

type Urls = Readonly<Record<Side, string>>

export interface SiteOptions extends Omit<SpineWorkspaceOptions, 'variables'> {
  readonly rows?: number
  /** Instead of numbered jobs. */
  readonly tables?: Readonly<Record<Side, string>>
  readonly mapping?: object
  /** More variables, or other values of those that lead to the databases. */
  readonly variables?: Readonly<Record<string, string>> | ((urls: Urls) => Record<string, string>)
}

/** Both ends on one engine, or on two. */
export async function createSite(
  engines: Engine | Readonly<Record<Side, Engine>>,
  options: SiteOptions = {},
): Promise<Site> {
  const at = 'source' in engines ? engines : { source: engines, target: engines }
  const { rows = 10, tables = numberedJobs(rows), mapping, variables = {} } = options
  const source = await at.source.createDatabase()
  const target = await at.target.createDatabase()
  await at.source.query(source.url, tables.source)
  await at.target.query(target.url, tables.target)
  const urls = { source: source.url, target: target.url }
  const workspace = await createSpineWorkspace(urls, {
    ...options,
    variables: typeof variables === 'function' ? variables(urls) : variables,
  })
  const definition = writeMapping(workspace, 'jobs', {
    source: { environment: 'production', table: 'jobs' },
    target: { environment: 'sandbox', table: 'jobs' },
    key: 'job',
    fields: ['stage'],
    ...mapping,
  })
  const query: Site['query'] = async (end, sql) => {
    await releaseDatabases()
    return at[end].query({ source, target }[end].adminUrl, sql)
  }
  return {
    workspace,
    source,
    target,
    plan: (planOptions = {}) => planDefinition(workspace, definition, planOptions),
    apply: (plan, applyOptions = {}) => applyPlanFile(workspace, plan.path, applyOptions),
    planUndo: (runId) => planUndo(workspace, runId, {}),
    query,
    jobs: async () => (await query('target', 'select * from jobs order by job')).map(recordText),
    ...ledgerIn(at.target, (sql) => query('target', sql)),
  }
}

function ledgerIn(
  engine: Engine,
  query: (sql: string) => Promise<readonly TextRow[]>,
): Pick<Site, 'ledger' | 'hasLedger'> {
  const isMysql = languageOf(engine) === 'mysql'
  const isLedger = isMysql
    ? "table_schema = database() and table_name like 'drydock\\_%'"
    : "table_schema = 'drydock'"
  return {
    ledger: (table) => (isMysql ? `drydock_${table}` : `drydock.${table}`),
    hasLedger: async () => {
      const found = await query(
        `select 1 as found from information_schema.tables where ${isLedger}`,
      )
      return found.length > 0
    },
  }
}

/** Jobs whose stages are "new 1" in the source and "old 1" in the target, in words of every engine. */
function numberedJobs(rows: number): Readonly<Record<Side, string>> {
  const numbers = Array.from({ length: rows }, (_, index) => index + 1)
  const fill = (value: string) => {
    const values = numbers.map((n) => `(${n}, '${value} ${n}')`).join(', ')
    return `create table jobs (job integer primary key, stage varchar(50)); insert into jobs values ${values}`
  }
  return { source: fill('new'), target: fill('old') }
}
