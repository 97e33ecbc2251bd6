import assert from 'node:assert/strict'
import {
  applyPlanFile,
  openPlanFile,
  openWorkspace,
  planDefinition,
  planUndo,
  releaseDatabases,
  type Change,
  type Finding,
  type Plan,
  type Run,
} from '../../src/core/index'
import type { Engine } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'

export interface Planned {
  readonly path: string
  readonly plan: Plan
  readonly changes: readonly Change[]
  readonly findings: readonly Finding[]
}

/** One mapping between two databases. Embedded databases are given back after each step. */
export interface Voyage {
  /** By default the planner chooses how both sides are compared. */
  plan(strategy?: NonNullable<Plan['strategy']>['name']): Promise<Planned>
  apply(planPath: string): Promise<Run>
  /** Plans to take the run back, and does. */
  undo(runId: string): Promise<Run>
}

/** Two databases with the table "jobs", each with rows of its own. */
export async function createJobs(
  engine: Engine,
  table: string,
  rows: { readonly source: string; readonly target: string },
): Promise<{ readonly production: string; readonly sandbox: string }> {
  const create = async (values: string) => {
    const { url } = await engine.createDatabase()
    await engine.query(url, table)
    await engine.query(url, `insert into jobs values ${values}`)
    return url
  }
  return { production: await create(rows.source), sandbox: await create(rows.target) }
}

/** Two databases with jobs, and a mapping from one to the other. */
export interface JobsVoyage {
  readonly sandbox: string
  readonly voyage: Voyage
  /** Of the sandbox, in order, each with its values as `1 a b`. */
  rows(): Promise<readonly string[]>
}

/** Jobs as `createJobs` makes them; in the sandbox each of the columns `unique` is, too. */
export async function setSailWithJobs(
  engine: Engine,
  { table, unique, mapping }: JobsOptions,
  given: { readonly source: string; readonly target: string },
): Promise<JobsVoyage> {
  const { production, sandbox } = await createJobs(engine, table, given)
  for (const column of unique)
    await engine.query(sandbox, `alter table jobs add constraint one_${column} unique (${column})`)
  const rows = async () => {
    const found = await engine.query(sandbox, 'select * from jobs order by job')
    return found.map((row) => Object.values(row).join(' '))
  }
  return { sandbox, voyage: await setSail({ production, sandbox }, mapping), rows }
}

interface JobsOptions {
  readonly table: string
  readonly unique: readonly string[]
  readonly mapping: Readonly<Record<string, unknown>>
}

/** A workspace whose environments `production` and `sandbox` are these databases, with one mapping. */
export async function setSail(
  urls: { readonly production: string; readonly sandbox: string },
  mapping: Readonly<Record<string, unknown>>,
): Promise<Voyage> {
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: {
        production: { url: '${env:PRODUCTION_DATABASE_URL}' },
        sandbox: { url: '${env:SANDBOX_DATABASE_URL}' },
      },
    },
    'voyage.mapping.jsonc': mapping,
  })
  const workspace = await openWorkspace(folder, {
    variables: {
      PRODUCTION_DATABASE_URL: urls.production,
      SANDBOX_DATABASE_URL: urls.sandbox,
    },
    secret: () => Promise.resolve(undefined),
  })
  const apply = async (planPath: string): Promise<Run> => {
    const { run, alreadyApplied } = await applyPlanFile(workspace, planPath, {})
    assert.deepEqual([alreadyApplied, run.status, run.error], [false, 'completed', null])
    return run
  }
  return {
    plan: (strategy) =>
      andRelease(async () =>
        readPlan((await planDefinition(workspace, 'voyage.mapping.jsonc', { strategy })).path),
      ),
    apply: (planPath) => andRelease(() => apply(planPath)),
    undo: (runId) => andRelease(async () => apply((await planUndo(workspace, runId, {})).path)),
  }
}

async function andRelease<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await releaseDatabases()
  }
}

async function readPlan(path: string): Promise<Planned> {
  const file = await openPlanFile(path)
  try {
    const { plan } = file
    return {
      path,
      plan,
      changes: await collect(file.changes()),
      findings: await collect(file.findings()),
    }
  } finally {
    await file.close()
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
