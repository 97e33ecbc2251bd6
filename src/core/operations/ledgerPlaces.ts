/** Where the ledgers of a workspace can be: a ledger is in the database that its runs have changed. */
import { DefinitionError } from '../util/errors'
import { findEnvironment } from '../workspace/findEnvironment'
import type { Workspace } from '../workspace/workspace'
import { findDefinitions, goesBothWays, readMapping } from './definitions'

export interface LedgerPlace {
  readonly environment: string
  /** The database besides the one of the environment's URL. */
  readonly database?: string
}

/**
 * Each environment's own database, or those that it lists, and the databases that mappings name as what they
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
  const targets = await mappingTargets(workspace)
  return environments.flatMap(({ name, databases }) => {
    const own = databases ?? [undefined]
    const named = targets.flatMap((target) =>
      target.environment === name ? [target.database] : [],
    )
    return [...new Set([...own, ...named])].map((database) => ({
      environment: name,
      ...(database !== undefined && { database }),
    }))
  })
}

async function mappingTargets(workspace: Workspace): Promise<readonly LedgerPlace[]> {
  const targets: LedgerPlace[] = []
  for (const path of await findDefinitions(workspace)) {
    // A definition with problems has its own command to tell of them.
    const mapping = await readMapping(workspace, path).catch((error: unknown) => {
      if (error instanceof DefinitionError) return undefined
      throw error
    })
    if (mapping === undefined) continue
    targets.push(mapping.target)
    if (goesBothWays(mapping)) targets.push(mapping.source)
  }
  return targets
}
