/** The databases of an environment that is to be cloned. */
import { RefusedError } from '../util/errors'
import { namedDatabase } from '../workspace/endpointOf'
import { findEnvironment } from '../workspace/findEnvironment'
import { requireRegistry } from '../workspace/registry/registry'
import type { Workspace } from '../workspace/workspace'
import { databasesIn } from './environmentDatabases'
import type { RegistryEnd } from './registry/registryEnd'

export interface SourceDatabase {
  readonly base: string
  readonly fullName: string
}

/**
 * What the registry has of it, and what `drydock.jsonc` lists; else the one of its URL. Never the registry itself. Throws
 * `RefusedError` where it has none.
 */
export function sourceDatabases(
  workspace: Workspace,
  { rows }: RegistryEnd,
  name: string,
): readonly SourceDatabase[] {
  const known = databasesIn(findEnvironment(workspace, name), rows)
  const found = new Map(known.map(({ base, fullName }) => [base, fullName]))
  const own = found.size === 0 ? ownDatabase(workspace, name) : undefined
  if (own !== undefined) found.set(own, own)
  found.delete(requireRegistry(workspace).database)
  if (found.size === 0)
    throw new RefusedError(
      'nothing-to-clone',
      `"${name}" has no databases that are known by name`,
      {
        mend: 'list them in "databases" of drydock.jsonc, or register them',
      },
    )
  return [...found]
    .map(([base, fullName]) => ({ base, fullName }))
    .sort((a, b) => (a.base < b.base ? -1 : 1))
}

function ownDatabase(workspace: Workspace, name: string): string | undefined {
  const environment = findEnvironment(workspace, name)
  return environment.server === undefined
    ? (namedDatabase(workspace, environment) ?? undefined)
    : undefined
}
