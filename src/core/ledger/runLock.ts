/**
 * A run holds a lock of the server named by its id for as long as its process lives: a run that says
 * `running` while its lock is free was interrupted.
 */
import { createHash } from 'node:crypto'
import type { Session } from '../database/session'
import { sql, type Sql } from '../database/sql'

/** Runs of this process, for engines without locks of their own: there, no other process can be at work. */
const runsOfThisProcess = new Set<string>()

/** The lock's number: the first eight bytes of a SHA-256 of its name, as a signed integer in decimal. */
export function lockNumber(runId: string): string {
  const digest = createHash('sha256').update(`drydock run ${runId}`).digest()
  return digest.readBigInt64BE(0).toString()
}

/** Takes the run's lock for the session's life. False when another session holds it. */
export async function tryLockRun(session: Session, runId: string): Promise<boolean> {
  if (!session.dialect.capabilities.advisoryLocks) {
    if (runsOfThisProcess.has(runId)) return false
    runsOfThisProcess.add(runId)
    return true
  }
  const { rows } = await session.execute(
    sql`select pg_try_advisory_lock(${lockNumber(runId)}::bigint)::text as locked`,
  )
  return rows[0]?.['locked'] === 'true'
}

export async function unlockRun(session: Session, runId: string): Promise<void> {
  if (!session.dialect.capabilities.advisoryLocks) {
    runsOfThisProcess.delete(runId)
    return
  }
  await session.execute(
    sql`select pg_advisory_unlock(${lockNumber(runId)}::bigint)::text as unlocked`,
  )
}

/** Of the given runs, those whose lock is held. Takes no lock and writes nothing. */
export async function findLockedRuns(
  session: Session,
  runIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!session.dialect.capabilities.advisoryLocks)
    return new Set(runIds.filter((id) => runsOfThisProcess.has(id)))
  if (runIds.length === 0) return new Set()
  const { rows } = await session.execute(
    sql`
select ((l.classid::bigint << 32) | l.objid::bigint)::text as number
from pg_catalog.pg_locks l
join pg_catalog.pg_database d on d.oid = l.database and d.datname = current_database()
where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
  and ((l.classid::bigint << 32) | l.objid::bigint) in (${numbers(runIds)})`,
  )
  const held = new Set(rows.map((row) => row['number']))
  return new Set(runIds.filter((id) => held.has(lockNumber(id))))
}

function numbers(runIds: readonly string[]): Sql {
  return sql.join(runIds.map((id) => sql`${lockNumber(id)}::bigint`))
}
