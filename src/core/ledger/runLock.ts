/**
 * A run holds a lock of the server named by its id for as long as its process lives: a run that says
 * `running` while its lock is free was interrupted.
 */
import type { Session } from '../database/session'
import { findHeldLocks, tryLock, unlock } from './locks'

function lockOf(runId: string): string {
  return `run ${runId}`
}

/** Takes the run's lock for the session's life. False when another session holds it. */
export function tryLockRun(session: Session, runId: string): Promise<boolean> {
  return tryLock(session, lockOf(runId))
}

export function unlockRun(session: Session, runId: string): Promise<void> {
  return unlock(session, lockOf(runId))
}

/** Of the given runs, those whose lock is held. Takes no lock and writes nothing. */
export async function findLockedRuns(
  session: Session,
  runIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const held = await findHeldLocks(session, runIds.map(lockOf))
  return new Set(runIds.filter((id) => held.has(lockOf(id))))
}
