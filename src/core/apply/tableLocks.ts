/** One run at a time on a table: two that change the same rows would each find the other's work drifted. */
import type { Database } from '../database/database'
import type { Session } from '../database/session'
import { displayTable } from '../database/table'
import { hasLedger } from '../ledger/ledgerSchema'
import { tryLock, unlock } from '../ledger/locks'
import { readRuns } from '../ledger/runs'
import type { Plan } from '../plan/plan'
import { RefusedError } from '../util/errors'

/** Holds the locks of the plan's tables while `work` runs. Throws `RefusedError` where one is taken. */
export async function withTableLocks<T>(
  database: Database,
  session: Session,
  { target }: Plan,
  work: () => Promise<T>,
): Promise<T> {
  // A lock of this process has to name the database, a server's is the database's own.
  const scope = database.dialect.capabilities.advisoryLocks ? '' : `${database.location} `
  const taken: string[] = []
  try {
    for (const table of target.tables) {
      const name = `table ${scope}${displayTable(table)}`
      if (!(await tryLock(session, name))) throw await inUse(session, displayTable(table))
      taken.push(name)
    }
    return await work()
  } finally {
    // The locks also end with the session, which may be broken by now.
    for (const name of taken) await unlock(session, name).catch(() => undefined)
  }
}

async function inUse(session: Session, table: string): Promise<RefusedError> {
  const runs = (await hasLedger(session)) ? await readRuns(session, 50) : []
  const running = runs.find(({ status }) => status === 'running')
  const who = running === undefined ? 'another run' : `run ${running.id} (${running.title})`
  return new RefusedError('table-in-use', `${who} is changing table "${table}" right now`, {
    mend: 'wait for it to end, then apply again',
  })
}
