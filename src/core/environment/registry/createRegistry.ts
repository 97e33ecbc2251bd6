/** Making the registry where there is none: its database, its table, and the rows of production. */
import { openDatabase } from '../../database/database'
import type { SqlLanguage } from '../../database/sql'
import { sql, type Sql } from '../../database/sql'
import type { Session } from '../../database/session'
import { DatabaseOperationError, UsageError } from '../../util/errors'
import type { WorkOptions } from '../../util/progress'
import { findEnvironment } from '../../workspace/findEnvironment'
import { forgetRegistry, openRegistry, requireRegistry } from '../../workspace/registry/registry'
import { findRegistryTable } from '../../workspace/registry/registryTable'
import type { Registry, Workspace } from '../../workspace/workspace'
import { serverAt } from '../server/server'
import { findDatabase } from '../server/serverDatabases'
import { maintenanceEndpoint } from '../server/maintenanceEndpoint'
import { createFolder } from '../../database/dialects/pglite/createFolder'
import { siblingFolder } from '../../workspace/registry/siblingFolder'
import { insertRegistryRow } from './writeRegistry'

export interface RegistryInit {
  /** Where it is: `master_config.database_configs on 127.0.0.1:3306`. */
  readonly place: string
  /** What is there already is left as it is. */
  readonly found: readonly ('database' | 'table')[]
  readonly created: readonly ('database' | 'table')[]
  /** Databases of the registry's own environment that were registered. */
  readonly registered: readonly string[]
}

/** What `createRegistry` would do. Writes nothing. Throws where a table is there that cannot be the registry. */
export async function examineRegistry(
  workspace: Workspace,
  options: WorkOptions,
): Promise<RegistryInit> {
  const registry = requireRegistry(workspace)
  const { place, hasDatabase } = await findRegistryDatabase(workspace, registry, options)
  const hasTable = hasDatabase && (await findTable(workspace, registry, options))
  const parts = [hasDatabase && 'database', hasTable && 'table'] as const
  const found = parts.filter((part) => part !== false)
  const missing = (['database', 'table'] as const).filter((part) => !found.includes(part))
  const registered = hasTable ? [] : listedDatabases(workspace, registry)
  return { place, found, created: missing, registered }
}

/** Makes what is missing of the registry. Doing it again changes nothing. */
export async function createRegistry(
  workspace: Workspace,
  options: WorkOptions,
): Promise<RegistryInit> {
  const registry = requireRegistry(workspace)
  const init = await examineRegistry(workspace, options)
  if (init.created.includes('database')) await createDatabase(workspace, registry, options)
  if (init.created.includes('table')) await createTable(workspace, registry, init.registered)
  forgetRegistry()
  return init
}

function listedDatabases(workspace: Workspace, { environment }: Registry): readonly string[] {
  return findEnvironment(workspace, environment).databases ?? []
}

async function findRegistryDatabase(
  workspace: Workspace,
  { environment, database, table }: Registry,
  { signal }: WorkOptions,
): Promise<{ readonly place: string; readonly hasDatabase: boolean }> {
  const endpoint = await maintenanceEndpoint(workspace, environment)
  const found = await findDatabase(serverAt(endpoint, environment, 'read', { signal }), database)
  return { place: `${database}.${table} on ${found.server}`, hasDatabase: found.exists }
}

async function findTable(
  workspace: Workspace,
  registry: Registry,
  { signal }: WorkOptions,
): Promise<boolean> {
  const database = await openRegistry(workspace, 'read', signal)
  return database.withSession((session) =>
    session.transaction('read', async () => {
      try {
        await findRegistryTable(session, registry)
        return true
      } catch (error) {
        if (error instanceof DatabaseOperationError && error.code === 'registry-missing')
          return false
        throw error
      }
    }),
  )
}

async function createDatabase(
  workspace: Workspace,
  { environment, database }: Registry,
  { signal }: WorkOptions,
): Promise<void> {
  const endpoint = await maintenanceEndpoint(workspace, environment)
  if (endpoint.engine === 'pglite') return createFolder(siblingFolder(endpoint, database).folder)
  await openDatabase(endpoint, environment, 'write', { signal }).withSession((session) =>
    session.execute(sql`create database ${sql.id(database)}`),
  )
}

async function createTable(
  workspace: Workspace,
  registry: Registry,
  databases: readonly string[],
): Promise<void> {
  const opened = await openRegistry(workspace, 'write')
  await opened.withSession(async (session) => {
    for (const statement of TABLE[session.dialect.language](tableOf(session, registry)))
      await session.execute(statement)
    const table = await findRegistryTable(session, registry)
    for (const base of databases) {
      const { environment } = registry
      const row = { base, environment, fullName: base, branch: null, source: null }
      await insertRegistryRow(session, table, row)
    }
  })
}

function tableOf(session: Session, { table }: Registry): Sql {
  const parts = table.split('.')
  if (parts.length > 2 || (parts.length === 2 && session.dialect.language === 'mysql'))
    throw new UsageError(`"${table}" in "registry" of drydock.jsonc cannot be the name of a table`)
  return sql.id(...parts)
}

/** At most one active row has a base name in an environment, and at most one has the name of a database. */
const TABLE: Readonly<Record<SqlLanguage, (table: Sql) => readonly Sql[]>> = {
  postgres: (table) => [
    sql`
create table if not exists ${table} (
  id bigint generated always as identity primary key,
  base_name text not null,
  environment text not null,
  branch_name text,
  full_name text not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  source_environment text
)`,
    sql`create unique index on ${table} (environment, base_name) where is_active`,
    sql`create unique index on ${table} (full_name) where is_active`,
  ],
  mysql: (table) => [
    sql`
create table if not exists ${table} (
  id bigint unsigned not null auto_increment primary key,
  base_name varchar(64) not null,
  environment varchar(128) not null,
  branch_name varchar(255),
  full_name varchar(64) not null,
  is_active boolean not null default true,
  created_at timestamp(6) not null default current_timestamp(6),
  deleted_at timestamp(6) null default null,
  source_environment varchar(128),
  one_if_active tinyint as (if(is_active, 1, null)) virtual,
  unique key (environment, base_name, one_if_active),
  unique key (full_name, one_if_active)
) engine = InnoDB character set utf8mb4 collate utf8mb4_bin`,
  ],
}
