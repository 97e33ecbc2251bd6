/** How a database is protected that several environments have, whichever of them is named. */
import { DatabaseOperationError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import { namedDatabase } from '../workspace/endpointOf'
import { findEnvironment } from '../workspace/findEnvironment'
import { stricter } from '../workspace/protection'
import type { Protection, Workspace } from '../workspace/workspace'
import { databasesIn } from './environmentDatabases'
import type { RegistryEnd } from './registry/registryEnd'
import { isSameServer, serverIdentityOf, type ServerIdentity } from './server/serverIdentity'

interface Source {
  /** The environment that was named. */
  readonly from: string
  readonly fullName: string
  readonly server: ServerIdentity
}

/** The strictest of all environments of `drydock.jsonc` that have a database of that name on the same server. */
export async function sourceProtection(
  workspace: Workspace,
  { rows }: RegistryEnd,
  { from, fullName, server }: Source,
  options: WorkOptions,
): Promise<Protection> {
  let found = findEnvironment(workspace, from).protection
  for (const environment of workspace.environments.values()) {
    const { name, protection } = environment
    if (name === from || stricter(protection, found) === found) continue
    const names = databasesIn(environment, rows).map((one) => one.fullName)
    const has = [...names, namedDatabase(workspace, environment)].includes(fullName)
    if (has && (await mayBeOn(workspace, name, server, options))) found = protection
  }
  return found
}

/** One that cannot be asked may be the same. */
async function mayBeOn(
  workspace: Workspace,
  environment: string,
  server: ServerIdentity,
  options: WorkOptions,
): Promise<boolean> {
  try {
    return isSameServer(await serverIdentityOf(workspace, environment, options), server)
  } catch (error) {
    if (!(error instanceof DatabaseOperationError) || error.code === 'aborted') throw error
    return true
  }
}
