/**
 * The table in which the databases of all environments are registered. It may have been made by hand: columns are known by the
 * names that such tables give them, and those that are not needed may be missing.
 */
import type { Session } from '../../database/session'
import { displayTable, type Column, type Table, type TableName } from '../../database/table'
import { DatabaseOperationError } from '../../util/errors'
import type { Registry } from '../workspace'

/** What the registry knows of a database, and the column names that are understood, the one of new registries first. */
export const REGISTRY_COLUMNS = {
  base: ['base_name', 'base_database_name', 'base_database', 'base'],
  environment: ['environment', 'environment_name', 'env'],
  branch: ['branch_name', 'branch', 'git_branch'],
  fullName: ['full_name', 'database_name', 'full_database_name', 'db_name'],
  active: ['is_active', 'active'],
  createdAt: ['created_at'],
  deletedAt: ['deleted_at'],
  source: ['source_environment', 'source'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type RegistryField = keyof typeof REGISTRY_COLUMNS

const REQUIRED = ['base', 'environment', 'fullName', 'active'] as const
type RequiredField = (typeof REQUIRED)[number]

export interface RegistryTable {
  readonly name: TableName
  readonly columns: Readonly<Record<RequiredField, Column>> &
    Readonly<Partial<Record<RegistryField, Column>>>
}

/**
 * Finds the registry's table. Throws `DatabaseOperationError` `registry-missing` where there is none and `registry-unfit`
 * where it lacks a column.
 */
export async function findRegistryTable(
  session: Session,
  registry: Registry,
): Promise<RegistryTable> {
  const name = await registryName(session, registry)
  const table = name && (await session.dialect.readTable(session, name))
  if (table === undefined)
    throw registryMissing(registry, `no table "${registry.table}" in "${registry.database}"`)
  return { name: { schema: table.schema, name: table.name }, columns: knownColumns(table) }
}

/** `what` is what is missing. */
export function registryMissing({ environment }: Registry, what: string): DatabaseOperationError {
  return new DatabaseOperationError(
    'registry-missing',
    `there is no registry: "${environment}" has ${what}`,
    { mend: 'create it with: drydock environment init' },
  )
}

/** `schema.table`, or a table that the session finds by itself. */
async function registryName(session: Session, { table }: Registry): Promise<TableName | undefined> {
  const dot = table.indexOf('.')
  if (dot > 0) return { schema: table.slice(0, dot), name: table.slice(dot + 1) }
  const schema = await session.dialect.findSchema(session, table)
  return schema === undefined ? undefined : { schema, name: table }
}

function knownColumns(table: Table): RegistryTable['columns'] {
  const columns: Partial<Record<RegistryField, Column>> = {}
  for (const field of Object.keys(REGISTRY_COLUMNS) as RegistryField[]) {
    const column = findKnown(table, field)
    if (column !== undefined) columns[field] = column
  }
  const missing = REQUIRED.filter((field) => columns[field] === undefined)
  if (missing.length === 0) return columns as RegistryTable['columns']
  const wanted = missing.map((field) => `"${REGISTRY_COLUMNS[field][0]}"`).join(', ')
  throw new DatabaseOperationError(
    'registry-unfit',
    `the registry ${displayTable(table)} lacks ${missing.length === 1 ? 'the column' : 'the columns'} ${wanted}`,
    { mend: 'add them, or name another table in "registry" of drydock.jsonc' },
  )
}

function findKnown(table: Table, field: RegistryField): Column | undefined {
  for (const name of REGISTRY_COLUMNS[field]) {
    const found = table.columns.find((column) => column.name.toLowerCase() === name)
    if (found !== undefined) return found
  }
  return undefined
}
