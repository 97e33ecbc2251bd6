/** Which databases a server has. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../../database/database'
import { textOf } from '../../database/session'
import { sql, type Sql, type SqlLanguage } from '../../database/sql'
import { siblingFolder } from '../../workspace/registry/siblingFolder'
import type { Server } from './server'

export interface FoundDatabase {
  /** Host and port, or the folder of folders. */
  readonly server: string
  readonly exists: boolean
}

/** Whether a server has a database of that name. */
export async function findDatabase(
  { database, endpoint }: Server,
  name: string,
): Promise<FoundDatabase> {
  if (endpoint.engine === 'pglite') {
    const { folder } = siblingFolder(endpoint, name)
    return { server: join(folder, '..'), exists: existsSync(join(folder, 'PG_VERSION')) }
  }
  const names = await databaseNames(database)
  return { server: `${endpoint.host}:${endpoint.port}`, exists: names.includes(name) }
}

function databaseNames(database: Database): Promise<readonly string[]> {
  return database.withSession(async (session) => {
    const { rows } = await session.execute(NAMES[session.dialect.language])
    return rows.map((row) => textOf(row, 'name'))
  })
}

const NAMES: Readonly<Record<SqlLanguage, Sql>> = {
  postgres: sql`select datname::text as name from pg_catalog.pg_database`,
  mysql: sql`select schema_name as name from information_schema.schemata`,
}
