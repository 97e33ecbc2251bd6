import type { Session } from '../database/session'
import type { Table } from '../database/table'

/**
 * What a run commits last, when it is closed, takes all before it to the disk. Other servers do not wait: of what they have
 * committed, nothing that tells of it must be lost.
 */
export function flushLater<T>(
  session: Session,
  tables: readonly Pick<Table, 'elsewhere'>[],
  work: () => Promise<T>,
): Promise<T> {
  if (tables.some(({ elsewhere }) => elsewhere !== undefined)) return work()
  return session.dialect.flushLater?.(session, work) ?? work()
}
