/** The registry while an environment is planned: its rows, what its ledger knows of databases, and which database it is. */
import { readFullIdentity } from '../../apply/checkTarget'
import type { DatabaseIdentity } from '../../database/identity'
import type { Session } from '../../database/session'
import { readDatabaseStates, type KnownDatabase } from '../../ledger/databaseStates'
import type { PlanEnd } from '../../plan/plan'
import type { WorkOptions } from '../../util/progress'
import { forgetRegistry, openRegistry, requireRegistry } from '../../workspace/registry/registry'
import { readRegistryRows, type RegistryRow } from '../../workspace/registry/registryRows'
import { findRegistryTable, type RegistryTable } from '../../workspace/registry/registryTable'
import type { Workspace } from '../../workspace/workspace'

export interface RegistryEnd {
  readonly session: Session
  readonly identity: DatabaseIdentity
  /** Active or not. */
  readonly rows: readonly RegistryRow[]
  readonly known: readonly KnownDatabase[]
}

/** Lends the registry on one snapshot, held read-only. */
export async function withRegistry<T>(
  workspace: Workspace,
  { signal }: WorkOptions,
  callback: (end: RegistryEnd) => Promise<T>,
): Promise<T> {
  // What is planned is planned from what is there now.
  forgetRegistry()
  const database = await openRegistry(workspace, 'read', signal)
  return database.withSession((session) =>
    session.transaction('read', async () => {
      const table = await findRegistryTable(session, requireRegistry(workspace))
      return callback({
        session,
        identity: await readFullIdentity(database, session),
        ...(await readRegistered(session, table)),
      })
    }),
  )
}

/** What the registry and the ledger say, on the snapshot of the caller's transaction. */
export async function readRegistered(
  session: Session,
  table: RegistryTable,
): Promise<Pick<RegistryEnd, 'rows' | 'known'>> {
  return {
    rows: await readRegistryRows(session, table),
    known: await readDatabaseStates(session),
  }
}

/** The target of a plan that changes which databases an environment has: its ledger is beside the registry. */
export function planTarget(environment: string, { identity }: RegistryEnd): PlanEnd {
  return { environment, address: serverOf(identity.address), identity, tables: [] }
}

/** Without the database, where the address ends with it. */
function serverOf(address: string): string {
  return address.replace(/\/[^/]*$/, '')
}
