/** The registry as this process knows it. */
import { openDatabase, type Access, type Database } from '../../database/database'
import { endpointLocation, type Endpoint } from '../../database/endpoint'
import { isDatabaseError } from '../../database/errors'
import { UsageError } from '../../util/errors'
import { endpointOf } from '../endpointOf'
import type { Registry, Workspace } from '../workspace'
import { siblingFolder } from './siblingFolder'
import { readRegistryRows, type RegistryRow } from './registryRows'
import { findRegistryTable, registryMissing } from './registryTable'

/** What `drydock.jsonc` says of it. Throws `UsageError` where it says nothing. */
export function requireRegistry({ registry }: Workspace): Registry {
  if (registry !== undefined) return registry
  throw new UsageError('drydock.jsonc names no registry', {
    mend: 'add "registry": { "environment": "prod", "database": "master_config", "table": "database_configs" }',
  })
}

export async function openRegistry<A extends Access>(
  workspace: Workspace,
  access: A,
  signal?: AbortSignal,
): Promise<Database<A>> {
  const { environment } = requireRegistry(workspace)
  return openDatabase(await registryEndpoint(workspace), environment, access, { signal })
}

/** On an embedded engine the registry is a folder beside the one of its environment. */
export async function registryEndpoint(workspace: Workspace): Promise<Endpoint> {
  const { environment, database } = requireRegistry(workspace)
  const endpoint = await endpointOf(workspace, environment, { database })
  return endpoint.engine === 'pglite' ? siblingFolder(endpoint, database) : endpoint
}

interface Known {
  readonly rows: Promise<readonly RegistryRow[]>
  readonly until: number
}

/** Others change the registry, too: what this process has read is believed for so long. */
const BELIEVED_MS = 30_000

const known = new Map<string, Known>()

/** All rows of the registry, from memory where they were read a moment ago. */
export async function registryRows(
  workspace: Workspace,
  signal?: AbortSignal,
): Promise<readonly RegistryRow[]> {
  const { table } = requireRegistry(workspace)
  const place = `${endpointLocation(await registryEndpoint(workspace))}\n${table}`
  const remembered = known.get(place)
  if (remembered !== undefined && remembered.until > Date.now()) return remembered.rows
  const rows = readAll(workspace, signal)
  known.set(place, { rows, until: Date.now() + BELIEVED_MS })
  rows.catch(() => known.delete(place))
  return rows
}

/** Forgets what was read: the registry has changed, or another environment is the current one. */
export function forgetRegistry(): void {
  known.clear()
}

async function readAll(
  workspace: Workspace,
  signal: AbortSignal | undefined,
): Promise<readonly RegistryRow[]> {
  const registry = requireRegistry(workspace)
  const database = await openRegistry(workspace, 'read', signal)
  try {
    return await database.withSession((session) =>
      session.transaction('read', async () => {
        const table = await findRegistryTable(session, registry)
        return readRegistryRows(session, table)
      }),
    )
  } catch (error) {
    throw isNoDatabase(error)
      ? registryMissing(registry, `no database "${registry.database}"`)
      : error
  }
}

function isNoDatabase(error: unknown): boolean {
  return isDatabaseError(error) && error.facts.noDatabase === true
}
