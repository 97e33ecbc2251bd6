import type { Endpoint } from '../database/endpoint'
import { endpointOf, type EndpointOptions } from './endpointOf'
import { siblingFolder } from './registry/siblingFolder'
import { resolveDatabase } from './resolveDatabase'
import type { Workspace } from './workspace'

export interface ResolveOptions extends EndpointOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * How to reach a database of an environment, with its password. `database` is a base name: where there is a registry, that
 * says what the environment calls it. Throws as `endpointOf` and `resolveDatabase` do.
 */
export async function resolveEndpoint(
  workspace: Workspace,
  environment: string,
  { database: base, signal }: ResolveOptions = {},
): Promise<Endpoint> {
  const database = await resolveDatabase(workspace, environment, base, signal)
  const endpoint = await endpointOf(workspace, environment, { database })
  if (endpoint.engine !== 'pglite' || workspace.registry === undefined || database === undefined)
    return endpoint
  return siblingFolder(endpoint, database)
}
