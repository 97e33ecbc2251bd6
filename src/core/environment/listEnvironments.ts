/** All environments with their databases, as far as the registry and the servers know them. */
import { readDatabaseStates, type KnownDatabase } from '../ledger/databaseStates'
import { DatabaseOperationError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import { findEnvironment } from '../workspace/findEnvironment'
import { openRegistry } from '../workspace/registry/registry'
import type { Protection, Workspace } from '../workspace/workspace'
import {
  environmentDatabases,
  environmentNames,
  isProduction,
  type EnvironmentDatabase,
} from './environmentDatabases'
import { expiryOf } from './expiry'
import { readDatabaseSizes, type DatabaseSizes } from './server/databaseSizes'
import { maintenanceEndpoint } from './server/maintenanceEndpoint'

export interface ListedDatabase extends EnvironmentDatabase {
  /** False where the registry has it and the server does not. */
  readonly exists: boolean
  /** Null where it is not known. */
  readonly bytes: number | null
}

export interface ListedEnvironment {
  readonly name: string
  readonly protection: Protection
  /** Whether other environments are copies of it. */
  readonly production: boolean
  /** The branch that it was made for. */
  readonly branch: string | null
  /** When its first database was registered. */
  readonly createdAt: string | null
  /** When its time is up; null where it may stay. */
  readonly expiresAt: string | null
  readonly databases: readonly ListedDatabase[]
  /** Why its server could not be asked. */
  readonly problem?: string
}

export async function listAllEnvironments(
  workspace: Workspace,
  options: WorkOptions,
): Promise<readonly ListedEnvironment[]> {
  const names = await environmentNames(workspace, options.signal)
  const known = workspace.registry === undefined ? [] : await knownDatabases(workspace, options)
  return Promise.all(names.map((name) => listOne(workspace, name, known, options)))
}

/** What the ledger beside the registry knows. Who may not read it sees all environments nevertheless. */
async function knownDatabases(
  workspace: Workspace,
  { signal }: WorkOptions,
): Promise<readonly KnownDatabase[]> {
  const registry = await openRegistry(workspace, 'read', signal)
  try {
    return await registry.withSession((session) =>
      session.transaction('read', () => readDatabaseStates(session)),
    )
  } catch (error) {
    if (!(error instanceof DatabaseOperationError) || error.code === 'aborted') throw error
    return []
  }
}

async function listOne(
  workspace: Workspace,
  name: string,
  known: readonly KnownDatabase[],
  options: WorkOptions,
): Promise<ListedEnvironment> {
  const databases = await environmentDatabases(workspace, name, options.signal)
  const { protection } = findEnvironment(workspace, name)
  const { sizes, problem } = await sizesOf(workspace, name, databases, options)
  const branches = databases.flatMap(({ branch }) => branch ?? [])
  const [first] = databases.flatMap(({ createdAt }) => createdAt ?? []).sort()
  return {
    ...{ name, protection, production: isProduction(workspace, name) },
    branch: branches[0] ?? null,
    createdAt: first ?? null,
    expiresAt: expiryOf(known, name),
    databases: databases.map((database) => ({
      ...database,
      exists: sizes?.has(database.fullName) ?? true,
      bytes: sizes?.get(database.fullName) ?? null,
    })),
    ...(problem !== undefined && { problem }),
  }
}

/** A server that cannot be reached hides no environment. */
async function sizesOf(
  workspace: Workspace,
  name: string,
  databases: readonly EnvironmentDatabase[],
  options: WorkOptions,
): Promise<{ readonly sizes?: DatabaseSizes; readonly problem?: string }> {
  if (databases.length === 0) return {}
  const fullNames = databases.map(({ fullName }) => fullName)
  try {
    const endpoint = await maintenanceEndpoint(workspace, name)
    return { sizes: await readDatabaseSizes(endpoint, name, fullNames, options) }
  } catch (error) {
    if (!(error instanceof DatabaseOperationError) || error.code === 'aborted') throw error
    return { problem: error.message }
  }
}
