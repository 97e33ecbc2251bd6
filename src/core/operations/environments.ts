/** What the environments of a workspace are and hold. */
import { DatabaseOperationError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import { environmentDatabases } from '../environment/environmentDatabases'
import type { TableListing, TableName } from '../database/table'
import { findEnvironment } from '../workspace/findEnvironment'
import { describeEndpoint } from '../workspace/endpointOf'
import type { Environment, Workspace } from '../workspace/workspace'
import type { ResolveOptions } from '../workspace/resolveEndpoint'
import { openEnvironment, withReadEnd } from './openEnd'
import type { ConnectionReport, EnvironmentListing } from './results'

/** Those that `drydock.jsonc` lists. Opens no connection and asks for no secret. */
export function listEnvironments(workspace: Workspace): readonly EnvironmentListing[] {
  return [...workspace.environments.keys()].map((name) => describeEnvironment(workspace, name))
}

/** One of them, or one that only the registry knows. Opens no connection and asks for no secret. */
export function describeEnvironment(workspace: Workspace, name: string): EnvironmentListing {
  const environment = findEnvironment(workspace, name)
  return {
    name,
    protection: environment.protection,
    databases: environment.databases ?? [],
    ...describeEndpoint(workspace, environment),
  }
}

/** Connects once, to the first database where there are several. What is wrong is in the report; throws only for an environment that does not exist. */
export async function testConnection(
  workspace: Workspace,
  environmentName: string,
  options: WorkOptions,
): Promise<ConnectionReport> {
  const environment = findEnvironment(workspace, environmentName)
  const { address } = describeEndpoint(workspace, environment)
  const common = { environment: environment.name, address }
  const started = performance.now()
  try {
    const first = await firstDatabase(workspace, environment, options)
    const at = { ...options, database: first }
    const database = await openEnvironment(workspace, environment.name, 'read', at)
    return await withReadEnd(database, async ({ session, identity }) => ({
      ok: true,
      ...common,
      address: database.address,
      database: identity.database,
      version: await database.dialect.readVersion(session),
      milliseconds: Math.round(performance.now() - started),
    }))
  } catch (error) {
    if (!(error instanceof DatabaseOperationError)) throw error
    const { message, mend } = error
    return { ok: false, ...common, message, ...(mend !== undefined && { mend }) }
  }
}

async function firstDatabase(
  workspace: Workspace,
  { name, server, databases }: Environment,
  { signal }: WorkOptions,
): Promise<string | undefined> {
  if (server === undefined) return databases?.[0]
  return (await environmentDatabases(workspace, name, signal))[0]?.base
}

/** Tables and views without the system's and the ledger's, with estimated row counts. */
export async function listTables(
  workspace: Workspace,
  environment: string,
  options: WorkOptions & ResolveOptions,
): Promise<readonly TableListing[]> {
  const database = await openEnvironment(workspace, environment, 'read', options)
  return withReadEnd(database, ({ session }) => database.dialect.listTables(session))
}

/** The exact number of rows, as text. */
export async function countRows(
  workspace: Workspace,
  environment: string,
  table: TableName,
  options: WorkOptions & ResolveOptions,
): Promise<string> {
  const database = await openEnvironment(workspace, environment, 'read', options)
  return withReadEnd(database, ({ session }) => database.dialect.countRows(session, table))
}
