/** Locks of the server that vanish with the session that holds them. */
import type { Session } from '../database/session'
import { textOf } from '../database/session'
import { ledgerSql } from './ledgerSql'

/** Locks of this process, for engines without locks of their own: there, no other process can be at work. */
const locksOfThisProcess = new Set<string>()

/** Takes a lock for the session's life. False when another session holds it. */
export async function tryLock(session: Session, name: string): Promise<boolean> {
  if (!session.dialect.capabilities.advisoryLocks) {
    if (locksOfThisProcess.has(name)) return false
    locksOfThisProcess.add(name)
    return true
  }
  const { rows } = await session.execute(ledgerSql(session).tryLock(name))
  return rows[0]?.['locked'] === 'true'
}

export async function unlock(session: Session, name: string): Promise<void> {
  if (!session.dialect.capabilities.advisoryLocks) {
    locksOfThisProcess.delete(name)
    return
  }
  await session.execute(ledgerSql(session).unlock(name))
}

/** Of the given locks, those that are held. Takes none and writes nothing. */
export async function findHeldLocks(
  session: Session,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!session.dialect.capabilities.advisoryLocks)
    return new Set(names.filter((name) => locksOfThisProcess.has(name)))
  if (names.length === 0) return new Set()
  const { rows } = await session.execute(ledgerSql(session).heldLocks(names))
  return new Set(rows.map((row) => textOf(row, 'name')))
}
