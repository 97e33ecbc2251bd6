import { sql } from '../../sql'
import { textOf, type Session } from '../../session'
import type { DatabaseIdentity } from '../../identity'

/** The cluster's system identifier and this database's oid; both are readable by every role. */
export async function readIdentity(
  session: Session,
): Promise<Pick<DatabaseIdentity, 'server' | 'startedAt' | 'database' | 'databaseId'>> {
  const { rows } = await session.execute(
    sql`
select
  (select system_identifier from pg_catalog.pg_control_system())::text as server,
  pg_catalog.pg_postmaster_start_time()::text as started_at,
  current_database()::text as database,
  (select oid from pg_catalog.pg_database where datname = current_database())::text as database_id`,
  )
  const row = rows[0] ?? {}
  return {
    server: textOf(row, 'server'),
    startedAt: textOf(row, 'started_at'),
    database: textOf(row, 'database'),
    databaseId: textOf(row, 'database_id'),
  }
}

export async function readVersion(session: Session): Promise<string> {
  const { rows } = await session.execute(sql`select current_setting('server_version') as version`)
  const version = textOf(rows[0] ?? {}, 'version')
  return `PostgreSQL ${version.split(' ')[0] ?? version}`
}
