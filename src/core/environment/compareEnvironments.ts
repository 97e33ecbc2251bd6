/** How the structure of two environments differs: database by database, object by object. */
import { openDatabase } from '../database/database'
import { compareObjects, type ObjectDifference } from '../schema/inventory/compareObjects'
import type { SchemaObject } from '../schema/inventory/schemaObject'
import type { WorkOptions } from '../util/progress'
import { UsageError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import type { Expectation } from './engines/cloneEngine'
import { engineOf } from './engines/engineOf'
import { withRegistry, type RegistryEnd } from './registry/registryEnd'
import { databaseAt } from './server/databaseAt'
import { maintenanceEndpoint } from './server/maintenanceEndpoint'
import { sourceDatabases } from './sourceDatabases'

export interface ComparedDatabase {
  readonly base: string
  /** What it is called in each environment; null where that does not have it. */
  readonly first: string | null
  readonly second: string | null
  /** Objects that one or both of them have; none is counted twice. */
  readonly objects: number
  readonly differences: readonly ObjectDifference[]
}

export interface ComparedEnvironments {
  readonly first: string
  readonly second: string
  readonly databases: readonly ComparedDatabase[]
}

/** Reads the definitions of all objects of both. Reads no rows, and writes nothing. */
export async function compareEnvironments(
  workspace: Workspace,
  first: string,
  second: string,
  options: WorkOptions,
): Promise<ComparedEnvironments> {
  if (first === second) throw new UsageError('two different environments can be compared')
  const sides = await withRegistry(workspace, options, (registry) =>
    Promise.resolve({
      first: sideOf(workspace, registry, first),
      second: sideOf(workspace, registry, second),
    }),
  )
  const bases = [...new Set([...sides.first.names.keys(), ...sides.second.names.keys()])].sort()
  const renamed = namesOfBoth(sides.first, sides.second)
  const databases: ComparedDatabase[] = []
  for (const [index, base] of bases.entries()) {
    options.onProgress?.({ message: `reading ${base}`, done: index, total: bases.length })
    const read = (side: Side, expectation: Expectation) =>
      readObjects(workspace, base, side, expectation, options)
    const [one, other] = await Promise.all([
      read(sides.first, { names: renamed, cloned: isCloneOf(sides.second, sides.first, base) }),
      read(sides.second, { names: new Map(), cloned: isCloneOf(sides.first, sides.second, base) }),
    ])
    const differences = one === undefined || other === undefined ? [] : compareObjects(one, other)
    const gone = differences.filter(({ change }) => change === 'removed').length
    databases.push({
      base,
      first: sides.first.names.get(base) ?? null,
      second: sides.second.names.get(base) ?? null,
      objects: ((other ?? one)?.length ?? 0) + gone,
      differences,
    })
  }
  return { first, second, databases }
}

/** An environment that is compared. By base names: what its databases are called, and what each was cloned from. */
interface Side {
  readonly environment: string
  readonly names: ReadonlyMap<string, string>
  readonly sources: ReadonlyMap<string, string | null>
}

function sideOf(workspace: Workspace, registry: RegistryEnd, environment: string): Side {
  const databases = sourceDatabases(workspace, registry, environment)
  const rows = registry.rows.filter((row) => row.active && row.environment === environment)
  return {
    environment,
    names: new Map(databases.map(({ base, fullName }) => [base, fullName])),
    sources: new Map(rows.map(({ base, source }) => [base, source])),
  }
}

function isCloneOf({ sources }: Side, { environment }: Side, base: string): boolean {
  return sources.get(base) === environment
}

/** Full names in the first environment, and what the same databases are called in the second. */
function namesOfBoth(first: Side, second: Side): Expectation['names'] {
  const names = new Map<string, string>()
  for (const [base, name] of first.names) {
    const other = second.names.get(base)
    if (other !== undefined) names.set(name, other)
  }
  return names
}

/** Undefined where the environment does not have the database. */
async function readObjects(
  workspace: Workspace,
  base: string,
  { environment, names }: Side,
  expectation: Expectation,
  { signal }: WorkOptions,
): Promise<readonly SchemaObject[] | undefined> {
  const name = names.get(base)
  if (name === undefined) return undefined
  const endpoint = databaseAt(await maintenanceEndpoint(workspace, environment), name)
  const database = openDatabase(endpoint, environment, 'read', { signal })
  return database.withSession((session) =>
    session.transaction('read', () =>
      engineOf(database.dialect).readInventory(session, expectation),
    ),
  )
}
