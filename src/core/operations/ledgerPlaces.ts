/** Where the ledgers of a workspace can be: a ledger is in the database that its runs have changed. */
import { DefinitionError } from '../util/errors'
import { namedDatabase } from '../workspace/endpointOf'
import { findEnvironment } from '../workspace/findEnvironment'
import { registryRows } from '../workspace/registry/registry'
import type { RegistryRow } from '../workspace/registry/registryRows'
import type { Environment, Workspace } from '../workspace/workspace'
import { findMappings, findPipelines, goesBothWays, readMapping, readPipeline } from './definitions'

export interface LedgerPlace {
  readonly environment: string
  /** The database besides the one of the environment's URL. */
  readonly database?: string
}

/**
 * Each environment's own database, or those that it lists, and the databases that definitions name as what they
 * change. `environment` narrows to one.
 */
export async function findLedgerPlaces(
  workspace: Workspace,
  environment?: string,
): Promise<readonly LedgerPlace[]> {
  const environments =
    environment === undefined
      ? [...workspace.environments.values()]
      : [findEnvironment(workspace, environment)]
  const targets = await definitionTargets(workspace)
  const listed = environments.flatMap((environment) => {
    const { name } = environment
    const own = ownDatabases(workspace, environment)
    const named = targets.flatMap((target) =>
      target.environment === name ? [target.database] : [],
    )
    return [...new Set([...own, ...named])].map((database) => ({
      environment: name,
      ...(database !== undefined && { database }),
    }))
  })
  return unique([...listed, ...(await registeredPlaces(workspace, environment, targets))])
}

/** Which databases an environment of the registry has, that says; and whether one has any whose URL names but a server. */
function ownDatabases(
  workspace: Workspace,
  environment: Environment,
): readonly (string | undefined)[] {
  const { server, databases } = environment
  if (server !== undefined) return []
  if (databases !== undefined) return databases
  const isServer =
    workspace.registry !== undefined && namedDatabase(workspace, environment) === null
  return isServer ? [] : [undefined]
}

/** Of one environment all its databases, of all those that mappings change; and the registry's own. */
async function registeredPlaces(
  workspace: Workspace,
  environment: string | undefined,
  targets: readonly LedgerPlace[],
): Promise<readonly LedgerPlace[]> {
  const { registry } = workspace
  if (registry === undefined) return []
  const rows = (await registryRows(workspace).catch(() => [])).filter(({ active }) => active)
  const own = { environment: registry.environment, database: registry.database }
  const places = rows.filter((row) =>
    environment === undefined
      ? targets.some((target) => isTarget(row, target))
      : row.environment === environment,
  )
  return [
    ...places.map((row) => ({ environment: row.environment, database: row.base })),
    // Runs that made or deleted a database are where that is registered.
    own,
  ]
}

/** What is current changes: each environment may once have been. */
function isTarget(row: RegistryRow, target: LedgerPlace): boolean {
  const isNamed = target.environment === row.environment || target.environment === 'current'
  return isNamed && (target.database === undefined || target.database === row.base)
}

function unique(places: readonly LedgerPlace[]): readonly LedgerPlace[] {
  const byName = new Map(
    places.map((place) => [JSON.stringify([place.environment, place.database]), place]),
  )
  return [...byName.values()]
}

async function definitionTargets(workspace: Workspace): Promise<readonly LedgerPlace[]> {
  const targets: LedgerPlace[] = []
  for (const path of await findMappings(workspace)) {
    const mapping = await withoutProblems(readMapping(workspace, path))
    if (mapping === undefined) continue
    targets.push(mapping.target)
    if (goesBothWays(mapping)) targets.push(mapping.source)
  }
  for (const path of await findPipelines(workspace)) {
    const pipeline = await withoutProblems(readPipeline(workspace, path))
    if (pipeline !== undefined) targets.push(pipeline.target)
  }
  return targets
}

/** A definition with problems has its own command to tell of them. */
async function withoutProblems<T>(definition: Promise<T>): Promise<T | undefined> {
  return definition.catch((error: unknown) => {
    if (error instanceof DefinitionError) return undefined
    throw error
  })
}
