/** The planner of deletions: an environment's databases go to the trash, or for good. */
import type { Change, Hazard, PlanConclusion, PlanHeader, PlanItem } from '../plan/plan'
import { RefusedError, UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { WorkOptions } from '../util/progress'
import { findEnvironment } from '../workspace/findEnvironment'
import { isProductionName } from '../workspace/protection'
import type { Workspace } from '../workspace/workspace'
import { folded, protectedNames } from './drop/protectedNames'
import { trashName } from './drop/trashName'
import type { PlannedSteps } from './planCreate'
import { planTarget, type RegistryEnd } from './registry/registryEnd'
import { canRename } from './engines/engineOf'
import { maintenanceEndpoint } from './server/maintenanceEndpoint'
import { readDatabaseSizes, type DatabaseSizes } from './server/databaseSizes'
import { dropping, renaming } from './stepStatements'

export interface DeleteWish {
  readonly environment: string
  /** For good, and what waits in the trash with it. */
  readonly purge: boolean
}

/** Plans to delete an environment. Writes nothing. Throws `RefusedError` for one that is never deleted. */
export function planDelete(
  workspace: Workspace,
  registry: RegistryEnd,
  { environment, purge }: DeleteWish,
  options: WorkOptions,
): PlannedSteps {
  requireDeletable(workspace, environment)
  const found = databasesOf(registry, environment, purge)
  if (found.length === 0) throw nothingThere(registry, environment)
  const header: PlanHeader = {
    kind: 'deleteEnvironment',
    title: `delete ${environment}`,
    steps: true,
    target: planTarget(environment, registry),
    key: ['database'],
    fields: ['name'],
  }
  return { header, stream: plan(workspace, registry, { environment, purge, found }, options) }
}

/** Said while planning, so that nobody reads a plan that is refused later; what drops proves it again. */
export function requireDeletable(workspace: Workspace, environment: string): void {
  const why = isProductionName(folded(environment))
    ? 'is production, which is never deleted'
    : environment === workspace.registry?.environment
      ? 'has the registry, and is never deleted'
      : findEnvironment(workspace, environment).protection === 'locked'
        ? 'is locked, and is never deleted'
        : undefined
  if (why === undefined) return
  throw new RefusedError('environment-protected', `"${environment}" ${why}`, {
    mend: 'name another environment: drydock environment list',
  })
}

interface Found {
  readonly base: string
  readonly fullName: string
  /** What its server calls it. */
  readonly name: string
  readonly state: 'ready' | 'trash' | 'making'
}

function databasesOf(
  { rows, known }: RegistryEnd,
  environment: string,
  purge: boolean,
): readonly Found[] {
  const registered = rows
    .filter((row) => row.active && row.environment === environment)
    .map(({ base, fullName }) => ({ base, fullName, name: fullName, state: 'ready' as const }))
  const states = purge ? ['making', 'trash'] : ['making']
  const others = known
    .filter((one) => one.environment === environment && states.includes(one.state))
    .map(({ base, fullName, databaseName: name, state }) => ({ base, fullName, name, state }))
  const unregistered = others.filter((one) => !registered.some(({ name }) => name === one.name))
  return [...registered, ...unregistered]
}

function nothingThere({ rows, known }: RegistryEnd, environment: string): UsageError {
  const inTrash = known.some((one) => one.environment === environment && one.state === 'trash')
  if (inTrash)
    return new UsageError(`"${environment}" was deleted already`, {
      mend: `bring it back with: drydock environment restore ${environment}; or drop it with: --purge`,
    })
  const names = rows.filter(({ active }) => active).map((row) => row.environment)
  return new UsageError(`the registry has no environment "${environment}"`, {
    mend: suggest(
      environment,
      [...new Set(names)].filter((name) => !isProductionName(name)),
    ),
  })
}

async function* plan(
  workspace: Workspace,
  { rows }: RegistryEnd,
  { environment, purge, found }: DeleteWish & { readonly found: readonly Found[] },
  options: WorkOptions,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const endpoint = await maintenanceEndpoint(workspace, environment)
  const names = found.map(({ name }) => name)
  const sizes = await readDatabaseSizes(endpoint, environment, names, options)
  const protection = protectedNames(workspace, rows)
  const hazards: Hazard[] = []
  const toTrash = !purge && canRename(endpoint.engine)
  let bytes = 0
  for (const one of found) {
    const why = protection.why(one.name)
    if (why !== undefined) hazards.push(stays(one.name, why))
    bytes += sizes.get(one.name) ?? 0
    yield {
      kind: 'change',
      change: stepOf(environment, one, { engine: endpoint.engine, toTrash, sizes }),
    }
  }
  const dropped = found.filter(
    (one) => one.state !== 'making' && !(toTrash && one.state === 'ready'),
  )
  if (dropped.length > 0) hazards.push(irreversible(dropped, purge))
  return { summary: { databases: found.length, bytes, fieldUpdates: {} }, hazards }
}

interface Removing {
  readonly engine: string
  readonly toTrash: boolean
  readonly sizes: DatabaseSizes
}

function stepOf(
  environment: string,
  { base, fullName, name, state }: Found,
  { engine, toTrash, sizes }: Removing,
): Change {
  const bytes = sizes.get(name)
  const before = {
    ...{ name, state, environment, base, fullName },
    bytes: sizes.has(name)
      ? bytes === null || bytes === undefined
        ? null
        : String(bytes)
      : 'is not there',
  }
  const common = { table: name, key: { database: fullName }, before }
  if (!toTrash || state !== 'ready')
    return {
      ...common,
      op: 'dropDatabase',
      after: {},
      statement: dropping(name, engine),
    }
  const trash = trashName()
  return {
    ...common,
    op: 'trashDatabase',
    after: { name: trash },
    statement: renaming(name, trash),
  }
}

function stays(name: string, why: string): Hazard {
  return { code: 'database-protected', message: `"${name}" will stay: ${why}` }
}

function irreversible(dropped: readonly Found[], purge: boolean): Hazard {
  const names = dropped.map(({ name }) => name).join(', ')
  const why = purge
    ? 'they are dropped'
    : 'this engine cannot rename a database, so that they are dropped'
  return { code: 'irreversible', message: `what is in ${names} cannot be brought back: ${why}` }
}
