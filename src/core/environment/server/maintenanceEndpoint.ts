/** How to reach a server as such, to make databases there or to look which there are. */
import type { Endpoint } from '../../database/endpoint'
import { findEnvironment } from '../../workspace/findEnvironment'
import { endpointOf } from '../../workspace/endpointOf'
import type { Workspace } from '../../workspace/workspace'

/** Databases that every server has, and that every role may connect to. */
const ALWAYS_THERE = { postgres: 'postgres', mysql: 'information_schema' } as const

/** The server of an environment, by a database that is always there. An embedded one is its own server. */
export async function maintenanceEndpoint(
  workspace: Workspace,
  environmentName: string,
): Promise<Endpoint> {
  const { name, server } = findEnvironment(workspace, environmentName)
  const endpoint = await endpointOf(workspace, server ?? name, { database: 'any' })
  if (endpoint.engine === 'pglite') return { ...endpoint, database: 'postgres' }
  return { ...endpoint, database: ALWAYS_THERE[endpoint.engine] }
}
