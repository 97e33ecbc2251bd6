import { isDatabaseError, type DatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { sql } from '../database/sql'

export type Tried<T> = { readonly done: T } | { readonly refused: DatabaseError }

/**
 * Does a part of a transaction, or nothing of it where the database refuses its data. Other errors are thrown: they end
 * the whole transaction.
 */
export async function tryPart<T>(session: Session, work: () => Promise<T>): Promise<Tried<T>> {
  await session.execute(sql`savepoint drydock_part`)
  try {
    const done = await work()
    await session.execute(sql`release savepoint drydock_part`)
    return { done }
  } catch (error) {
    if (!isDatabaseError(error, 'data')) throw error
    await session.execute(sql`rollback to savepoint drydock_part`)
    return { refused: error }
  }
}
