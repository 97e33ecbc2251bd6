/**
 * Protection belongs to the database, not to the name that led to it: a target has the strictest protection of
 * all environments that lead to the same database.
 */
import { sameDatabase, type DatabaseIdentity } from '../database/identity'
import { findEnvironment } from '../workspace/findEnvironment'
import { isStricter } from '../workspace/protection'
import { registryRows } from '../workspace/registry/registry'
import type { Environment, Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd } from './openEnd'
import type { ApplyRequirement } from './results'

/**
 * What has to be asked before `target` may be written. Environments with a stricter protection are asked which
 * database they are; one that cannot be reached cannot be the one that was just reached, unless it says the same
 * address.
 */
export async function strictestProtection(
  workspace: Workspace,
  environmentName: string,
  target: DatabaseIdentity,
): Promise<ApplyRequirement> {
  const environment = findEnvironment(workspace, environmentName)
  const own = { environment: environment.name, protection: environment.protection }
  const stricter = [...workspace.environments.values()].filter((other) =>
    isStricter(other.protection, environment.protection),
  )
  const same = await Promise.all(
    stricter.map(async (other) => ((await leadsTo(workspace, other, target)) ? other : undefined)),
  )
  const strictest = same
    .filter((other) => other !== undefined)
    .sort((a, b) => (isStricter(a.protection, b.protection) ? -1 : 1))[0]
  if (strictest === undefined) return own
  return {
    ...own,
    protection: strictest.protection,
    reason: `it is the same database as "${strictest.name}", which is ${strictest.protection}`,
  }
}

async function leadsTo(
  workspace: Workspace,
  environment: Environment,
  target: DatabaseIdentity,
): Promise<boolean> {
  const { name } = environment
  // An environment may stand for several databases of one server; the target's is the one in question.
  const names = await databasesOf(workspace, environment)
  const wanted = names.includes(target.database) ? target.database : undefined
  const signal = AbortSignal.timeout(10_000)
  const database = await openEnvironment(workspace, name, 'read', {
    database: wanted,
    signal,
  }).catch(() => undefined)
  if (database === undefined) return false
  // Both embedded: the folder says it, without opening it.
  if (!database.dialect.capabilities.concurrentSessions || target.engine === 'pglite')
    return (
      target.engine === database.dialect.engine &&
      (await realAddress(database.location)) === (await realAddress(target.address))
    )
  return withReadEnd(database, async ({ identity }) => sameDatabase(identity, target)).catch(
    () => database.location === target.address,
  )
}

/** Those that the file lists and those that the registry has. */
async function databasesOf(
  workspace: Workspace,
  { name, databases = [] }: Environment,
): Promise<readonly string[]> {
  if (workspace.registry === undefined) return databases
  const rows = await registryRows(workspace)
  const registered = rows.filter((row) => row.active && row.environment === name)
  return [...databases, ...registered.map(({ fullName }) => fullName)]
}

async function realAddress(address: string): Promise<string> {
  const { realpath } = await import('node:fs/promises')
  return realpath(address).catch(() => address)
}
