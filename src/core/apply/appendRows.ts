/** Rows that are only added: a batch, its count and its quarantine commit together. Rows that the database refuses are left out. */
import { isDatabaseError, type DatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { growRun, type Growth } from '../ledger/growRun'
import { quarantineRecords, type Quarantined } from '../ledger/quarantine'
import { retryTransient } from './retry'

export interface Appending<T> {
  readonly runId: string
  /** Writes these; part of their transaction. */
  load(items: readonly T[]): Promise<void>
  /** What is kept of one that the database refuses. */
  refused(item: T, error: DatabaseError): Quarantined
  /** An error about data that is not about one of the items. */
  isOther?(error: DatabaseError): boolean
  readonly signal?: AbortSignal | undefined
}

/** Adds the items. Throws `DatabaseError` where the error is not about data. */
export async function appendRows<T>(
  session: Session,
  items: readonly T[],
  quarantined: readonly Quarantined[],
  appending: Appending<T>,
): Promise<Growth> {
  const { runId, load, isOther, signal } = appending
  const growth = { applied: items.length, failed: quarantined.length }
  if (growth.applied + growth.failed === 0) return growth
  try {
    await retryTransient(
      () =>
        session.transaction('write', async () => {
          if (items.length > 0) await load(items)
          await quarantineRecords(session, runId, quarantined)
          await growRun(session, runId, growth)
        }),
      signal,
    )
    return growth
  } catch (error) {
    if (!isDatabaseError(error, 'data') || items.length === 0 || isOther?.(error) === true)
      throw error
    return isolate(session, items, quarantined, appending, error)
  }
}

/** By halves: a batch has few rows that are refused, if any. */
async function isolate<T>(
  session: Session,
  items: readonly T[],
  quarantined: readonly Quarantined[],
  appending: Appending<T>,
  error: DatabaseError,
): Promise<Growth> {
  const [only] = items
  if (items.length === 1 && only !== undefined)
    return appendRows(session, [], [...quarantined, appending.refused(only, error)], appending)
  const middle = items.length >> 1
  const first = await appendRows(session, items.slice(0, middle), quarantined, appending)
  const second = await appendRows(session, items.slice(middle), [], appending)
  return { applied: first.applied + second.applied, failed: first.failed + second.failed }
}
