/** What steps that make and remove databases work with. */
import { openDatabase } from '../../database/database'
import type { Endpoint } from '../../database/endpoint'
import type { Session } from '../../database/session'
import type { WorkOptions } from '../../util/progress'
import { forgetRegistry, openRegistry } from '../../workspace/registry/registry'
import type { Workspace } from '../../workspace/workspace'
import { withRegistry, type RegistryEnd } from '../registry/registryEnd'
import { maintenanceEndpoint } from '../server/maintenanceEndpoint'

export interface StepWorld {
  readonly workspace: Workspace
  /** Names of guarded environments as somebody typed them. */
  readonly confirmed: readonly string[]
  /** Sessions for one database, on each side. */
  readonly sessions: number
  /** Full names of the source's databases, and what they are called in the new environment. */
  readonly names: ReadonlyMap<string, string>
  readonly onProgress?: WorkOptions['onProgress']
  /** What the registry and the ledger say now. */
  registry(): Promise<Pick<RegistryEnd, 'rows' | 'known'>>
  /** The server of an environment. */
  server(environment: string): Promise<Endpoint>
  /** Writes to the registry and its ledger, in a session of its own. */
  write<T>(work: (session: Session) => Promise<T>): Promise<T>
}

export interface StepWorldOptions extends WorkOptions {
  readonly confirmed: readonly string[]
  readonly sessions: number
  readonly names: ReadonlyMap<string, string>
}

export function createStepWorld(
  workspace: Workspace,
  { confirmed, sessions, names, onProgress }: StepWorldOptions,
): StepWorld {
  return {
    ...{ workspace, confirmed, sessions, names },
    ...(onProgress !== undefined && { onProgress }),
    registry: () =>
      withRegistry(workspace, {}, ({ rows, known }) => Promise.resolve({ rows, known })),
    server: (environment) => maintenanceEndpoint(workspace, environment),
    write: async (work) => {
      const database = await openRegistry(workspace, 'write')
      try {
        return await database.withSession(work)
      } finally {
        forgetRegistry()
      }
    },
  }
}

/** A session on any server, without a signal: what it does has to come to its end. */
export function withServer<T>(
  endpoint: Endpoint,
  environment: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return openDatabase(endpoint, environment, 'write').withSession(work)
}
