/** The first statements of a connection, which the database's own `statement_timeout` may end before it is lifted. */
import type { Client } from 'pg'

/** One millisecond is a limit that some set, and a machine under load takes it for nothing. */
const TRIES = 20

/** `query_canceled`: by the time-out, since nobody knows a connection yet that has just begun. */
const CANCELLED = '57014'

/** What `first` returns. Where the time-out ends it, the limit is lifted by a statement of its own, and `first` is tried again. */
export async function beyondTimeout<T>(client: Client, first: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      if (tries > 1) await client.query('set statement_timeout to 0')
      return await first()
    } catch (error) {
      if (tries === TRIES || !isCancelled(error)) throw error
    }
}

const isCancelled = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === CANCELLED
