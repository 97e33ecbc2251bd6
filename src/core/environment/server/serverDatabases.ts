/** Which databases a server has. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../database/database'
import type { Endpoint } from '../../database/endpoint'
import { textOf } from '../../database/session'
import { sql, type Sql, type SqlLanguage } from '../../database/sql'
import type { WorkOptions } from '../../util/progress'
import { siblingFolder } from '../../workspace/registry/siblingFolder'

export interface FoundDatabase {
  /** Host and port, or the folder of folders. */
  readonly server: string
  readonly exists: boolean
}

/** Whether a server, reached by any of its databases, has one of that name. */
export async function findDatabase(
  endpoint: Endpoint,
  environment: string,
  name: string,
  options: WorkOptions,
): Promise<FoundDatabase> {
  if (endpoint.engine === 'pglite') {
    const { folder } = siblingFolder(endpoint, name)
    return { server: join(folder, '..'), exists: existsSync(join(folder, 'PG_VERSION')) }
  }
  const names = await databaseNames(endpoint, environment, options)
  return { server: `${endpoint.host}:${endpoint.port}`, exists: names.includes(name) }
}

async function databaseNames(
  endpoint: Endpoint,
  environment: string,
  options: WorkOptions,
): Promise<readonly string[]> {
  const database = openDatabase(endpoint, environment, 'read', options)
  return database.withSession(async (session) => {
    const { rows } = await session.execute(NAMES[session.dialect.language])
    return rows.map((row) => textOf(row, 'name'))
  })
}

const NAMES: Readonly<Record<SqlLanguage, Sql>> = {
  postgres: sql`select datname::text as name from pg_catalog.pg_database`,
  mysql: sql`select schema_name as name from information_schema.schemata`,
}
