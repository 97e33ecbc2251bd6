/**
 * Databases that Drydock makes and removes, in the ledger beside the registry: what is under way, so that nothing half-made is
 * ever left that nobody knows, and what waits to be dropped.
 */
import { textOf, textOrNull, type Session } from '../database/session'
import { sql, type Sql } from '../database/sql'
import type { Row } from '../util/value'
import { hasLedger, readLedgerVersion } from './ledgerSchema'
import { ledgerSql } from './ledgerSql'

/**
 * - `making`: a run has begun to make it; until the registry has it, it is nobody's
 * - `ready`: it was made by a run and is registered
 * - `trash`: it was deleted and can be restored
 */
export type DatabaseState = 'making' | 'ready' | 'trash'

export interface KnownDatabase {
  /** What its server calls it now. */
  readonly databaseName: string
  /** The engine's own id of it, where it has one. */
  readonly databaseId: string | null
  readonly state: DatabaseState
  readonly environment: string
  readonly base: string
  /** What it is registered as, will be, or was. */
  readonly fullName: string
  readonly branch: string | null
  /** The environment that it was cloned from. */
  readonly source: string | null
  /** The run that changed its state last. */
  readonly runId: string
  /** ISO 8601; null where it may stay. */
  readonly expiresAt: string | null
  readonly changedAt: string
}

/** Layouts before this one did not know of databases. */
const SINCE_VERSION = 3

/** All of them; none where the ledger has yet to know of databases. Never writes. */
export async function readDatabaseStates(session: Session): Promise<readonly KnownDatabase[]> {
  if (!(await hasLedger(session)) || (await readLedgerVersion(session)) < SINCE_VERSION) return []
  const { databases, isoTime } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select database_name, database_id, state, environment, base_name, full_name, branch, source, run_id,
  ${isoTime(sql`expires_at`)} as expires_at, ${isoTime(sql`changed_at`)} as changed_at
from ${databases}
order by environment, base_name, database_name`)
  return rows.map(knownDatabase)
}

function knownDatabase(row: Row): KnownDatabase {
  return Object.freeze({
    databaseName: textOf(row, 'database_name'),
    databaseId: textOrNull(row, 'database_id'),
    state: textOf(row, 'state') as DatabaseState,
    environment: textOf(row, 'environment'),
    base: textOf(row, 'base_name'),
    fullName: textOf(row, 'full_name'),
    branch: textOrNull(row, 'branch'),
    source: textOrNull(row, 'source'),
    runId: textOf(row, 'run_id'),
    expiresAt: textOrNull(row, 'expires_at'),
    changedAt: textOf(row, 'changed_at'),
  })
}

/** Writes down a database in its state, instead of what was known of one of that name. */
export async function recordDatabase(
  session: Session,
  known: Omit<KnownDatabase, 'changedAt'>,
): Promise<void> {
  const { databases, now } = ledgerSql(session)
  const { databaseName, databaseId, state, environment, base, fullName } = known
  const { branch, source, runId, expiresAt } = known
  await forgetDatabase(session, databaseName)
  await session.execute(sql`
insert into ${databases}
  (database_name, database_id, state, environment, base_name, full_name, branch, source, run_id, expires_at, changed_at)
values
  (${databaseName}, ${databaseId}, ${state}, ${environment}, ${base}, ${fullName}, ${branch}, ${source},
   ${runId}, ${moment(session, expiresAt)}, ${now})`)
}

/** From ISO 8601 in UTC. */
function moment({ dialect }: Session, iso: string | null): Sql {
  if (iso === null) return sql`null`
  const text = dialect.language === 'mysql' ? iso.replace('T', ' ').replace('Z', '') : iso
  return dialect.language === 'mysql'
    ? sql`cast(${text} as datetime(6))`
    : sql`${text}::timestamptz`
}

export async function forgetDatabase(session: Session, databaseName: string): Promise<void> {
  const { databases } = ledgerSql(session)
  await session.execute(sql`delete from ${databases} where database_name = ${databaseName}`)
}
