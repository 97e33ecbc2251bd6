/** How the structure of two environments differs: database by database, object by object. */
import { openDatabase } from '../database/database'
import { compareObjects, type ObjectDifference } from '../schema/inventory/compareObjects'
import type { SchemaObject } from '../schema/inventory/schemaObject'
import { rewriteDatabaseNames } from '../schema/tokens/databaseNames'
import type { WorkOptions } from '../util/progress'
import { UsageError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
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
  /** Objects that were compared: of both, or of the one that has it. */
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
  const [ones, others] = await withRegistry(workspace, options, (registry) =>
    Promise.resolve([namesOf(workspace, registry, first), namesOf(workspace, registry, second)]),
  )
  if (ones === undefined || others === undefined) throw new Error('two ends are compared')
  const bases = [...new Set([...ones.keys(), ...others.keys()])].sort()
  const renamed = new Map(
    [...ones].flatMap(([base, name]) => {
      const other = others.get(base)
      return other === undefined ? [] : [[name, other] as const]
    }),
  )
  const databases: ComparedDatabase[] = []
  for (const [index, base] of bases.entries()) {
    options.onProgress?.({ message: `reading ${base}`, done: index, total: bases.length })
    const names = { first: ones.get(base) ?? null, second: others.get(base) ?? null }
    const [before, after] = await Promise.all([
      readObjects(workspace, first, names.first, options),
      readObjects(workspace, second, names.second, options),
    ])
    const rewrite = (definition: string) => rewritten(definition, renamed, before?.language)
    const differences =
      before === undefined || after === undefined
        ? []
        : compareObjects(before.objects, after.objects, rewrite)
    const objects = Math.max(before?.objects.length ?? 0, after?.objects.length ?? 0)
    databases.push({ base, ...names, objects, differences })
  }
  return { first, second, databases }
}

function namesOf(
  workspace: Workspace,
  registry: RegistryEnd,
  environment: string,
): ReadonlyMap<string, string> {
  const databases = sourceDatabases(workspace, registry, environment)
  return new Map(databases.map(({ base, fullName }) => [base, fullName]))
}

interface ReadObjects {
  readonly objects: readonly SchemaObject[]
  readonly language: 'postgres' | 'mysql'
}

async function readObjects(
  workspace: Workspace,
  environment: string,
  name: string | null,
  { signal }: WorkOptions,
): Promise<ReadObjects | undefined> {
  if (name === null) return undefined
  const endpoint = databaseAt(await maintenanceEndpoint(workspace, environment), name)
  const database = openDatabase(endpoint, environment, 'read', { signal })
  const { language } = database.dialect
  return database.withSession((session) =>
    session.transaction('read', async () => ({
      objects: await engineOf(database.dialect).readInventory(session),
      language,
    })),
  )
}

/** Names of databases are part of MySQL's definitions, and of no other's. */
function rewritten(
  definition: string,
  names: ReadonlyMap<string, string>,
  language: ReadObjects['language'] | undefined,
): string {
  if (language !== 'mysql') return definition
  return rewriteDatabaseNames(definition, names, { language }).sql
}
