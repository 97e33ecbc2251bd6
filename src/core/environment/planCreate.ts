/** The planner of new environments: which databases will be cloned, how, and what speaks against it. */
import { openDatabase, readServerIdentity } from '../database/database'
import type { Hazard, PlanConclusion, PlanHeader, PlanItem } from '../plan/plan'
import { UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { WorkOptions } from '../util/progress'
import { isProductionName } from '../workspace/protection'
import { databaseName, environmentNameFault } from '../workspace/registry/databaseName'
import { requireRegistry } from '../workspace/registry/registry'
import type { Workspace } from '../workspace/workspace'
import { sourceDatabases, type SourceDatabase } from './sourceDatabases'
import { sourceProtection } from './sourceProtection'
import { folded } from './drop/protectedNames'
import type { SourceFacts } from './engines/cloneEngine'
import type { Proof } from './engines/proof'
import { engineOf } from './engines/engineOf'
import { estimateSeconds } from './estimateSeconds'
import { planTarget, type RegistryEnd } from './registry/registryEnd'
import { databaseAt } from './server/databaseAt'
import { maintenanceEndpoint } from './server/maintenanceEndpoint'
import { readDatabaseSizes } from './server/databaseSizes'
import { isSameServer, serverIdentityOf } from './server/serverIdentity'
import { creating } from './stepStatements'

export interface CreateWish {
  /** The new environment, as it is called. */
  readonly environment: string
  /** The environment that is cloned. */
  readonly from: string
  readonly withData: boolean
  /** How rows are compared (default: `rows`). */
  readonly proof?: Proof | undefined
  /** Base names of databases that are left out. */
  readonly exclude?: readonly string[] | undefined
  /** Definitions that name a database of the source environment do not keep a clone from being ready. */
  readonly acceptLeaks?: boolean | undefined
  /** The git branch that it is for. */
  readonly branch?: string | undefined
  /** When it may be reaped, ISO 8601. */
  readonly expiresAt?: string | undefined
}

export interface PlannedSteps {
  readonly header: PlanHeader
  readonly stream: AsyncGenerator<PlanItem, PlanConclusion>
}

/** Plans to make an environment, or what is missing of it. Writes nothing. */
export function planCreate(
  workspace: Workspace,
  registry: RegistryEnd,
  wish: CreateWish,
  options: WorkOptions,
): PlannedSteps {
  requireNewName(workspace, wish)
  const { environment, from } = wish
  return {
    header: {
      kind: 'createEnvironment',
      title: `create ${environment} from ${from}`,
      steps: true,
      target: planTarget(environment, registry),
      key: ['database'],
      fields: ['source', 'method', 'tables', 'objects', 'rows', 'bytes', 'seconds'],
    },
    stream: plan(workspace, registry, wish, options),
  }
}

function requireNewName(workspace: Workspace, { environment, from }: CreateWish): void {
  const fault = environmentNameFault(environment)
  if (fault !== undefined) throw new UsageError(`the name of the environment ${fault}`)
  if (isProductionName(folded(environment)))
    throw new UsageError(`"${environment}" is production, and is made by people`)
  if (environment === from || environment === requireRegistry(workspace).environment)
    throw new UsageError(`"${environment}" is there already`)
}

async function* plan(
  workspace: Workspace,
  registry: RegistryEnd,
  wish: CreateWish,
  options: WorkOptions,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const all = sourceDatabases(workspace, registry, wish.from)
  const wanted = without(all, wish.exclude ?? [])
  const own = registry.rows.filter((row) => row.active && row.environment === wish.environment)
  const missing = wanted.filter(({ base }) => !own.some((row) => row.base === base))
  const names = missing.map(({ base }) => databaseName(base, wish.environment))
  const taken = await takenNames(workspace, wish.environment, names, options)
  const renamed = new Map([
    ...own.map(({ base, fullName }) => [nameIn(all, base), fullName] as const),
    ...missing.map(
      ({ base, fullName }) => [fullName, databaseName(base, wish.environment)] as const,
    ),
  ])
  const others = all.map(({ fullName }) => fullName).filter((name) => !renamed.has(name))
  const totals = { databases: 0, tables: 0, objects: 0, rows: 0, bytes: 0, seconds: 0 }
  const hazards: Hazard[] = []
  for (const [index, database] of missing.entries()) {
    options.onProgress?.({
      message: `looking at ${database.fullName}`,
      done: index,
      total: missing.length,
    })
    const known = { ...options, registry, renamed, others }
    const facts = await examineSource(workspace, wish, database, known)
    const name = names[index] ?? ''
    const seconds = estimateSeconds(facts)
    totals.databases++
    totals.tables += facts.tables
    totals.objects += facts.objects
    totals.rows += facts.rows
    totals.bytes += facts.bytes
    totals.seconds += seconds
    hazards.push(
      ...facts.hazards.map((one) => ({ ...one, message: `${database.base}: ${one.message}` })),
    )
    if (taken.has(folded(name))) hazards.push(conflict(name, registry))
    const { engine } = registry.identity
    yield { kind: 'change', change: stepOf(wish, database, facts, { name, seconds, engine }) }
  }
  for (const { base } of own)
    if (wanted.some((one) => one.base === base)) hazards.push(thereAlready(base, wish))
  return { summary: { ...totals, fieldUpdates: {} }, hazards }
}

interface StepFacts {
  /** Of the new database. */
  readonly name: string
  readonly seconds: number
  readonly engine: string
}

function stepOf(
  wish: CreateWish,
  database: SourceDatabase,
  facts: SourceFacts,
  { name, seconds, engine }: StepFacts,
) {
  const { branch = null, expiresAt = null, from, environment, withData } = wish
  return {
    op: 'createDatabase' as const,
    table: name,
    key: { database: name },
    before: {},
    after: {
      ...{ source: database.fullName, method: facts.method },
      ...{ tables: String(facts.tables), objects: String(facts.objects) },
      ...{ rows: String(facts.rows), bytes: String(facts.bytes), seconds: String(seconds) },
      ...{ base: database.base, environment, from, branch, expiresAt },
      ...{ withData: String(withData), structure: facts.structure },
      proof: wish.proof ?? 'rows',
      acceptLeaks: String(wish.acceptLeaks === true),
    },
    because: `${facts.method}: ${facts.why}${unproven(wish)}`,
    statement: creating(name, engine),
  }
}

/** What of the rows will not be known, where that is so. */
function unproven({ withData, proof }: CreateWish): string {
  if (!withData || proof === undefined || proof === 'rows') return ''
  return proof === 'counts'
    ? '; its rows are counted and not compared'
    : '; its rows are not compared'
}

function without(
  all: readonly SourceDatabase[],
  exclude: readonly string[],
): readonly SourceDatabase[] {
  const bases = all.map(({ base }) => base)
  const unknown = exclude.find((base) => !bases.includes(base))
  if (unknown !== undefined)
    throw new UsageError(`"${unknown}" is to be left out, and is no database of the source`, {
      mend: suggest(unknown, bases),
    })
  return all.filter(({ base }) => !exclude.includes(base))
}

interface SourceNames {
  readonly registry: RegistryEnd
  readonly renamed: ReadonlyMap<string, string>
  readonly others: readonly string[]
}

async function examineSource(
  workspace: Workspace,
  { from, environment, withData }: CreateWish,
  { fullName }: SourceDatabase,
  { signal, renamed, others, registry }: WorkOptions & SourceNames,
): Promise<SourceFacts> {
  const origin = await maintenanceEndpoint(workspace, from)
  const end = openDatabase(databaseAt(origin, fullName), from, 'read', { signal })
  const there = await serverIdentityOf(workspace, environment, { signal })
  return end.withSession((session) =>
    session.transaction('read', async () => {
      const here = await readServerIdentity(end, session)
      const sameServer = isSameServer(here, there)
      const source = { from, fullName, server: here }
      const protection = await sourceProtection(workspace, registry, source, { signal })
      return engineOf(end.dialect).examine(session, {
        ...{ withData, protection, sameServer },
        ...{ names: renamed, others },
      })
    }),
  )
}

function nameIn(all: readonly SourceDatabase[], base: string): string {
  return all.find((one) => one.base === base)?.fullName ?? base
}

/** Names of databases that the target's server has already, folded. */
async function takenNames(
  workspace: Workspace,
  environment: string,
  names: readonly string[],
  options: WorkOptions,
): Promise<ReadonlySet<string>> {
  const endpoint = await maintenanceEndpoint(workspace, environment)
  const sizes = await readDatabaseSizes(endpoint, environment, names, options)
  return new Set([...sizes.keys()].map(folded))
}

function conflict(name: string, { rows }: RegistryEnd): Hazard {
  const row = rows.find((one) => one.active && folded(one.fullName) === folded(name))
  const whose =
    row === undefined
      ? 'the registry does not know it'
      : `it is "${row.base}" of "${row.environment}"`
  return {
    code: 'database-exists',
    message: `there is a database "${name}" already, and ${whose}: it will not be made`,
  }
}

function thereAlready(base: string, { environment }: CreateWish): Hazard {
  return {
    code: 'already-made',
    message: `"${environment}" has "${base}" already, which stays as it is`,
  }
}
