/** What steps that make and remove databases work with. */
import type { Database } from '../../database/database'
import { withHeldSessions, type HeldSessions } from '../../database/heldSessions'
import type { Session } from '../../database/session'
import type { WorkOptions } from '../../util/progress'
import {
  forgetRegistry,
  registryEndpoint,
  requireRegistry,
} from '../../workspace/registry/registry'
import { findRegistryTable, type RegistryTable } from '../../workspace/registry/registryTable'
import type { Workspace } from '../../workspace/workspace'
import { readRegistered, type RegistryEnd } from '../registry/registryEnd'
import { maintenanceEndpoint } from '../server/maintenanceEndpoint'
import type { Server } from '../server/server'

/** What is the same for all plans. */
export interface StepSite {
  readonly workspace: Workspace
  /** Names of guarded environments as somebody typed them. */
  readonly confirmed: readonly string[]
  /** Sessions for one database, on each side. */
  readonly sessions: number
  readonly onProgress?: WorkOptions['onProgress']
  /** What the registry and the ledger say now. */
  registry(): Promise<Pick<RegistryEnd, 'rows' | 'known'>>
  /** The registry's table, which stays where it is while steps are carried out. */
  registryTable(session: Session): Promise<RegistryTable>
  /** The server of an environment. Its sessions have no signal: what they do comes to its end. */
  server(environment: string): Promise<Server>
  /** Writes to the registry and its ledger, in a transaction of its own: whoever is killed leaves all of it or nothing. */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>
}

export interface StepWorld extends StepSite {
  /** Full names of the source's databases, and what they are called in the new environment. */
  readonly names: ReadonlyMap<string, string>
  /** Full names of those that the new environment does not have. */
  readonly others: readonly string[]
}

export interface StepSiteOptions extends WorkOptions {
  readonly confirmed: readonly string[]
  readonly sessions: number
}

/** Lends a site for the time of `work`; its sessions end with it. */
export function withStepSite<T>(
  workspace: Workspace,
  options: StepSiteOptions,
  work: (site: StepSite) => Promise<T>,
): Promise<T> {
  return withHeldSessions((held) => work(siteOn(held, workspace, options)))
}

function siteOn(
  held: HeldSessions,
  workspace: Workspace,
  { confirmed, sessions, onProgress }: StepSiteOptions,
): StepSite {
  const registry = async (): Promise<Database<'write'>> => {
    const { environment } = requireRegistry(workspace)
    return held.open(await registryEndpoint(workspace), environment, 'write')
  }
  let table: RegistryTable | undefined
  const registryTable = async (session: Session) =>
    (table ??= await findRegistryTable(session, requireRegistry(workspace)))
  return {
    ...{ workspace, confirmed, sessions, registryTable },
    ...(onProgress !== undefined && { onProgress }),
    registry: async () =>
      (await registry()).withSession((session) =>
        session.transaction('read', async () =>
          readRegistered(session, await registryTable(session)),
        ),
      ),
    server: async (environment) => {
      const endpoint = await maintenanceEndpoint(workspace, environment)
      return { environment, endpoint, database: held.open(endpoint, environment, 'write') }
    },
    write: async (write) => {
      try {
        return await (
          await registry()
        ).withSession((session) => session.transaction('write', () => write(session)))
      } finally {
        forgetRegistry()
      }
    },
  }
}
