/** The rows of the registry: which database is which environment's. */
import type { Session } from '../../database/session'
import { sql, tableRef } from '../../database/sql'
import type { Row } from '../../util/value'
import type { RegistryField, RegistryTable } from './registryTable'

export interface RegistryRow {
  /** What definitions call the database. */
  readonly base: string
  readonly environment: string
  /** What the server calls it. */
  readonly fullName: string
  /** A row that is not is the memory of a database that was deleted. */
  readonly active: boolean
  /** The git branch that the environment is for. */
  readonly branch: string | null
  /** As the server prints it. */
  readonly createdAt: string | null
  readonly deletedAt: string | null
  /** The environment that it was cloned from. */
  readonly source: string | null
}

/** All rows, also those that are not active, by environment and base name. */
export async function readRegistryRows(
  session: Session,
  table: RegistryTable,
): Promise<readonly RegistryRow[]> {
  const columns = Object.entries(table.columns).map(([field, column]) => {
    const text = session.dialect.expressions.output(sql`r.${sql.id(column.name)}`, column)
    return sql`${text} as ${sql.id(field)}`
  })
  const { rows } = await session.execute(
    sql`select ${sql.join(columns)} from ${tableRef(table.name)} r`,
  )
  return rows
    .flatMap(rowOf)
    .sort((a, b) => compare(a.environment, b.environment) || compare(a.base, b.base))
}

// A row without a name says nothing of any database.
function rowOf(row: Row): readonly RegistryRow[] {
  const text = (field: RegistryField) => row[field] ?? null
  const [base, environment, fullName] = [text('base'), text('environment'), text('fullName')]
  if (base === null || environment === null || fullName === null) return []
  return [
    {
      ...{ base, environment, fullName },
      active: isTrue(text('active')),
      branch: text('branch'),
      createdAt: text('createdAt'),
      deletedAt: text('deletedAt'),
      source: text('source'),
    },
  ]
}

/** Registries made by hand have truth values, numbers or letters for it. */
function isTrue(text: string | null): boolean {
  return ['t', 'true', '1', 'y', 'yes'].includes((text ?? '').toLowerCase())
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
