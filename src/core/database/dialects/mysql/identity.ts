import { sql } from '../../sql'
import { textOf, type Session } from '../../session'
import type { DatabaseIdentity } from '../../identity'
import { sha256 } from '../../../util/hash'

/**
 * MySQL's server_uuid or MariaDB's server_uid; older MariaDB servers have neither and are told apart by host, port
 * and data directory. A database has no id besides its name: whether it was made anew is seen by its ledger's token.
 */
export async function readIdentity(
  session: Session,
): Promise<Pick<DatabaseIdentity, 'server' | 'startedAt' | 'database' | 'databaseId'>> {
  const variables = await readVariables(session)
  const variable = (name: string) => variables.get(name)
  const place = ['hostname', 'port', 'datadir'].map((name) => variable(name) ?? '').join('\n')
  const { rows } = await session.execute(sql`select database() as name`)
  return {
    server: variable('server_uuid') ?? variable('server_uid') ?? sha256(place),
    startedAt: await readStart(session, variable('version') ?? ''),
    database: textOf(rows[0] ?? {}, 'name'),
    databaseId: '',
  }
}

/** `MariaDB 10.11.19`, `MySQL 8.4.2`. */
export async function readVersion(session: Session): Promise<string> {
  const { rows } = await session.execute(sql`select version() as version`)
  const version = textOf(rows[0] ?? {}, 'version')
  return `${isMariaDb(version) ? 'MariaDB' : 'MySQL'} ${version.split('-')[0] ?? version}`
}

function isMariaDb(version: string): boolean {
  return /mariadb/i.test(version)
}

async function readVariables(session: Session): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.execute(sql`
show global variables
where variable_name in ('server_uuid', 'server_uid', 'hostname', 'port', 'datadir', 'version')`)
  return new Map(rows.map((row) => [textOf(row, 'Variable_name'), textOf(row, 'Value')]))
}

/** Uptime is counted from the start to the beginning of this very statement: the difference is the same each time. */
async function readStart(session: Session, version: string): Promise<string> {
  const statuses = sql.raw(
    isMariaDb(version) ? 'information_schema.global_status' : 'performance_schema.global_status',
  )
  const { rows } = await session.execute(sql`
select cast(unix_timestamp() - cast(variable_value as signed) as char) as started_at
from ${statuses} where lower(variable_name) = 'uptime'`)
  return textOf(rows[0] ?? {}, 'started_at')
}
