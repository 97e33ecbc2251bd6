/** A database that is written to without a plan of rows: what has to be asked before, and the session to do it with. */
import { readFullIdentity } from '../apply/checkTarget'
import type { Database } from '../database/database'
import type { Session } from '../database/session'
import { ensureLedger } from '../ledger/ledgerSchema'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { requireConfirmation, requireLedgerInTarget } from './confirmation'
import { openEnvironment, withReadEnd, type ReadEnd } from './openEnd'
import { strictestProtection } from './protection'
import type { ApplyOptions, ApplyRequirement } from './results'

export interface TargetPlace {
  readonly environment: string
  readonly database?: string
}

export interface TargetRequirement extends ApplyRequirement {
  /** Host, port and database or folder. */
  readonly address: string
}

/** What has to be asked, and what `read` finds there besides. Writes nothing. */
export async function targetRequirement<T>(
  workspace: Workspace,
  { environment, database: name }: TargetPlace,
  options: WorkOptions,
  read: (end: ReadEnd) => Promise<T>,
): Promise<{ readonly requirement: TargetRequirement; readonly found: T }> {
  const at = { ...options, database: name }
  const database = await openEnvironment(workspace, environment, 'read', at)
  const { identity, found } = await withReadEnd(database, async (end) => ({
    identity: end.identity,
    found: await read(end),
  }))
  const requirement = await strictestProtection(workspace, environment, identity)
  return { requirement: { ...requirement, address: database.address }, found }
}

/** A target that may be written to, with its ledger. */
export interface WritableTarget {
  readonly session: Session
  /** Without the signal: a cancelled run is still closed. */
  readonly closing: Database<'write'>
  readonly environment: string
}

/** Lends a target once nothing refuses it. Throws `RefusedError` with nothing written. */
export async function withWritableTarget<T>(
  workspace: Workspace,
  place: TargetPlace,
  options: WorkOptions & Pick<ApplyOptions, 'confirm'>,
  work: (target: WritableTarget) => Promise<T>,
): Promise<T> {
  requireLedgerInTarget(workspace)
  const { environment, database: name } = place
  const at = { database: name }
  const database = await openEnvironment(workspace, environment, 'write', { ...options, ...at })
  const closing = await openEnvironment(workspace, environment, 'write', at)
  // Finding out which environments are the same database may take another session.
  const { concurrentSessions } = database.dialect.capabilities
  if (!concurrentSessions) {
    const nothing = () => Promise.resolve(undefined)
    const { requirement } = await targetRequirement(workspace, place, options, nothing)
    requireConfirmation(requirement, options.confirm)
  }
  return database.withSession(async (session) => {
    if (concurrentSessions) {
      const identity = await session.transaction('read', () => readFullIdentity(database, session))
      const requirement = await strictestProtection(workspace, environment, identity)
      requireConfirmation(requirement, options.confirm)
    }
    await ensureLedger(session)
    return work({ session, closing, environment })
  })
}
