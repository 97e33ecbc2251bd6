/** Which databases an environment has: what the registry says, and what `drydock.jsonc` lists. */
import { findEnvironment, hasBaseNames } from '../workspace/findEnvironment'
import { registryRows } from '../workspace/registry/registry'
import type { RegistryRow } from '../workspace/registry/registryRows'
import type { Environment, Workspace } from '../workspace/workspace'

export interface EnvironmentDatabase {
  readonly base: string
  readonly fullName: string
  readonly branch: string | null
  readonly createdAt: string | null
  /** The environment that it was cloned from. */
  readonly source: string | null
}

/** By base name. Empty where it has but the database of its URL, and where nobody knows the environment. */
export async function environmentDatabases(
  workspace: Workspace,
  name: string,
  signal?: AbortSignal,
): Promise<readonly EnvironmentDatabase[]> {
  const environment = findEnvironment(workspace, name)
  const rows = workspace.registry === undefined ? [] : await registryRows(workspace, signal)
  return databasesIn(environment, rows)
}

/** The same, of rows that were read already. */
export function databasesIn(
  { name, databases: listed = [] }: Environment,
  rows: readonly RegistryRow[],
): readonly EnvironmentDatabase[] {
  const registered = rows.filter((row) => row.active && row.environment === name)
  const others = listed
    .filter((base) => !registered.some((row) => row.base === base))
    .map((base) => ({ base, fullName: base, branch: null, createdAt: null, source: null }))
  const own = [...registered, ...others].map(({ base, fullName, branch, createdAt, source }) => ({
    ...{ base, fullName, branch, createdAt, source },
  }))
  return own.sort((a, b) => (a.base < b.base ? -1 : 1))
}

/** All environments: those that are listed, in the order of the file, and those of the registry, by name. */
export async function environmentNames(
  workspace: Workspace,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const listed = [...workspace.environments.keys()]
  if (workspace.registry === undefined) return listed
  const rows = (await registryRows(workspace, signal)).filter(({ active }) => active)
  const others = new Set(rows.map(({ environment }) => environment))
  return [...listed, ...[...others].filter((name) => !listed.includes(name)).sort()]
}

/** Whether it is the one that others are copies of; lists leave it out unless they are asked for all. */
export function isProduction(workspace: Workspace, name: string): boolean {
  return hasBaseNames(workspace, findEnvironment(workspace, name))
}
