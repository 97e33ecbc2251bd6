/** How much room the databases of a server take, as it says itself. */
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase } from '../../database/database'
import type { Endpoint } from '../../database/endpoint'
import { textOf, textOrNull } from '../../database/session'
import { sql, type Sql, type SqlLanguage } from '../../database/sql'
import type { WorkOptions } from '../../util/progress'
import { siblingFolder } from '../../workspace/registry/siblingFolder'

/** Bytes by name, of those databases that are there; null where the role may not know. */
export type DatabaseSizes = ReadonlyMap<string, number | null>

/** The sizes of these databases of a server that is reached by any of them. */
export async function readDatabaseSizes(
  endpoint: Endpoint,
  environment: string,
  names: readonly string[],
  options: WorkOptions,
): Promise<DatabaseSizes> {
  if (endpoint.engine === 'pglite') {
    const folders = names.map((name) => [name, siblingFolder(endpoint, name).folder] as const)
    const there = folders.filter(([, folder]) => existsSync(join(folder, 'PG_VERSION')))
    return new Map(
      await Promise.all(
        there.map(async ([name, folder]) => [name, await folderSize(folder)] as const),
      ),
    )
  }
  const database = openDatabase(endpoint, environment, 'read', options)
  return database.withSession(async (session) => {
    const { rows } = await session.execute(SIZES[session.dialect.language](names))
    return new Map(
      rows.map((row) => {
        const bytes = textOrNull(row, 'bytes')
        return [textOf(row, 'name'), bytes === null ? null : Number(bytes)] as const
      }),
    )
  })
}

const SIZES: Readonly<Record<SqlLanguage, (names: readonly string[]) => Sql>> = {
  // Asked for the size of a database that it may not connect to, the server answers with an error.
  postgres: (names) => sql`
select datname::text as name,
  case when pg_catalog.has_database_privilege(oid, 'connect') then pg_catalog.pg_database_size(oid) end::text as bytes
from pg_catalog.pg_database
where datname = any (${`{${names.map((name) => JSON.stringify(name)).join(',')}}`}::text[])`,
  mysql: (names) => sql`
select s.schema_name as name, cast(coalesce(sum(t.data_length + t.index_length), 0) as char) as bytes
from information_schema.schemata s
left join information_schema.tables t on t.table_schema = s.schema_name
where s.schema_name in (${sql.join([...names, ''].map((name) => sql`${name}`))})
group by s.schema_name`,
}

/** What a database removes while it is looked at takes no room. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return folderSize(path)
      return entry.isFile() ? fileSize(path) : 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function fileSize(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
