/** One run at a time on a stream. */
import type { Session } from '../../database/session'
import { tryLock, unlock } from '../../ledger/locks'
import { RefusedError } from '../../util/errors'

export interface StreamWork {
  readonly kind: 'ingest' | 'enrich' | 'transform'
  readonly entity: string
  /** What the ledger calls the stream. */
  readonly streamName: string
  /** What is done, for whoever is in its way: `ingesting "vendor" from "ieee"`. */
  readonly doing: string
}

/** Throws `RefusedError` where another process is at it. */
export async function withStreamLock<T>(
  session: Session,
  { kind, entity, streamName, doing }: StreamWork,
  work: () => Promise<T>,
): Promise<T> {
  const lock = `${kind} ${entity} ${streamName}`
  if (!(await tryLock(session, lock)))
    throw new RefusedError('run-in-progress', `another process is ${doing}`, {
      mend: 'wait for it to end',
    })
  try {
    return await work()
  } finally {
    // It also ends with the session, which may be broken by now.
    await unlock(session, lock).catch(() => undefined)
  }
}
