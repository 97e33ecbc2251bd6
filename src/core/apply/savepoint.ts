import { isDatabaseError, type DatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { sql, type Sql } from '../database/sql'

export type Tried<T> = { readonly done: T } | { readonly refused: DatabaseError }

/** Savepoints within each other, beyond which the server would take notice of them. */
const DEEPEST = 32

/**
 * The last place of a transaction that it can go back to. It is not given up after each part, only forgotten with the
 * others at the commit: what is refused in great number is tried in many parts, each of which would wait for it.
 */
export class Savepoint {
  private depth = 0
  /** Something was done since it was set. */
  private passed = true

  constructor(readonly session: Session) {}

  /**
   * Does a part of the transaction, or nothing of it where the database refuses its data. Other errors are thrown: they
   * end the whole transaction.
   */
  async try<T>(work: () => Promise<T>): Promise<Tried<T>> {
    if (this.passed) await this.set()
    try {
      const done = await work()
      this.passed = true
      return { done }
    } catch (error) {
      if (!isDatabaseError(error, 'data')) throw error
      await this.session.execute(sql`rollback to savepoint ${nameAt(this.depth)}`)
      return { refused: error }
    }
  }

  /** Does what no later part takes back. */
  async keep<T>(work: () => Promise<T>): Promise<T> {
    this.passed = true
    return work()
  }

  private async set(): Promise<void> {
    if (this.depth === DEEPEST) {
      await this.session.execute(sql`release savepoint ${nameAt(1)}`)
      this.depth = 0
    }
    this.depth++
    await this.session.execute(sql`savepoint ${nameAt(this.depth)}`)
    this.passed = false
  }
}

function nameAt(depth: number): Sql {
  return sql.id(`drydock_part_${depth}`)
}
