/** Several sessions that read the same moment. */
import type { Database } from '../../../database/database'
import { isDatabaseError } from '../../../database/errors'
import { textOf, type Session } from '../../../database/session'
import { sql, type Sql } from '../../../database/sql'
import type { CloneJob } from '../cloneEngine'

export async function servesMariaDb(session: Session): Promise<boolean> {
  const { rows } = await session.execute(sql`select version() as version`)
  return /mariadb/i.test(textOf(rows[0] ?? {}, 'version'))
}

/**
 * Lends sessions that are held read-only on one snapshot, as many as are wanted. Nobody may commit while they begin, which is a
 * moment; a role that may not ask for that has one session.
 */
export function withSnapshot<T>(
  source: Database<'read'>,
  wanted: number,
  { log }: Pick<CloneJob, 'log'>,
  work: (sessions: readonly Session[]) => Promise<T>,
): Promise<T> {
  return borrow(source, wanted, [], (sessions) =>
    source.withSession(async (guard) => {
      const release = wanted > 1 ? await stopCommits(guard) : undefined
      const used = release === undefined ? sessions.slice(0, 1) : sessions
      return begin(used, async () => {
        // Nothing is written before this, not even to the log: it may be on the same server.
        await release?.()
        if (wanted > 1) await log('info', toldOf(used.length))
        return work(used)
      })
    }),
  )
}

function toldOf(readers: number): string {
  return readers > 1
    ? `${readers} sessions read one snapshot`
    : 'one session reads all rows: the role may not stop commits for the moment in which several begin'
}

/** All of them are open before anybody has to wait. */
function borrow<T>(
  source: Database<'read'>,
  wanted: number,
  sessions: readonly Session[],
  work: (sessions: readonly Session[]) => Promise<T>,
): Promise<T> {
  if (sessions.length >= wanted) return work(sessions)
  return source.withSession((session) => borrow(source, wanted, [...sessions, session], work))
}

function begin<T>(sessions: readonly Session[], work: () => Promise<T>): Promise<T> {
  const [first, ...others] = sessions
  if (first === undefined) return work()
  return first.transaction('read', () => begin(others, work))
}

/** Seconds that others may have to wait behind this one, where something long is under way. */
const PATIENCE = 2

/** MariaDB's way waits for no query that reads. */
async function stopCommits(session: Session): Promise<(() => Promise<void>) | undefined> {
  const [take, give] = (await servesMariaDb(session))
    ? [[sql`backup stage start`, sql`backup stage block_commit`], sql`backup stage end`]
    : [[sql`flush tables with read lock`], sql`unlock tables`]
  const run = (statement: Sql) => session.execute(statement)
  await run(sql`set session lock_wait_timeout = ${sql.raw(String(PATIENCE))}`)
  try {
    for (const statement of take) await run(statement)
  } catch (error) {
    if (!isDatabaseError(error, 'permission') && !isDatabaseError(error, 'transient')) throw error
    await run(give).catch(() => undefined)
    return undefined
  }
  return async () => void (await run(give))
}

/**
 * Runs `work` on a session amid its snapshot. Definitions that it has looked at are not kept from being changed for as long as
 * the snapshot lasts, which would keep everybody who comes after that change waiting, too.
 */
export async function passing<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.execute(sql`savepoint drydock_passing`)
  const result = await work()
  await session.execute(sql`rollback to savepoint drydock_passing`)
  return result
}
