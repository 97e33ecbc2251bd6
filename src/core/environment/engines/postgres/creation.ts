/**
 * A server goes on making a database after the process is gone that has told it to, and the database is there only once it has
 * ended. The session that makes it holds a lock as long: whoever has the lock knows whether it will be there.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '../../../database/session'
import { tryLock, unlock } from '../../../ledger/locks'
import { throwIfAborted } from '../../../util/errors'

const PAUSE_MS = 200

/** Both on a session of the server's own database: locks are of one database. */
export async function whileCreating<T>(
  session: Session,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  await lockCreation(session, name, undefined)
  try {
    return await work()
  } finally {
    // The lock also ends with the session, which may be broken by now.
    await unlock(session, lockOf(name)).catch(() => undefined)
  }
}

/** Waits until nothing that makes a database of that name is under way. */
export async function settleCreation(
  session: Session,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await lockCreation(session, name, signal)
  await unlock(session, lockOf(name))
}

async function lockCreation(
  session: Session,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  while (!(await tryLock(session, lockOf(name)))) {
    throwIfAborted(signal)
    await sleep(PAUSE_MS)
  }
}

function lockOf(name: string): string {
  return `creation of ${name}`
}
