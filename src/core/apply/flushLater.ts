import type { Session } from '../database/session'

/** What a run commits last, when it is closed, takes all before it to the disk. */
export function flushLater<T>(session: Session, work: () => Promise<T>): Promise<T> {
  return session.dialect.flushLater?.(session, work) ?? work()
}
