/** What sessions are set to while they work batch by batch. */
import { sql } from '../../sql'
import type { Session } from '../../session'

/**
 * One plan for all batches. A plan made for the values of one batch reads the whole target by a hash join as
 * soon as the batch is large; the generic one looks each row up by its key.
 */
export async function prepareForBatches(session: Session): Promise<void> {
  await session.execute(sql`set plan_cache_mode to force_generic_plan`)
}

/**
 * Commits return before the server's disk has them. A server that crashes loses the last of them as a whole, the ledger's
 * rows with the data's, and a run that is resumed does them again; whatever is committed afterwards takes all of them to
 * the disk. https://www.postgresql.org/docs/current/wal-async-commit.html
 */
export async function flushLater<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.execute(sql`set synchronous_commit to off`)
  try {
    return await work()
  } finally {
    // It also ends with the session, which may be broken by now.
    await session.execute(sql`reset synchronous_commit`).catch(() => undefined)
  }
}
