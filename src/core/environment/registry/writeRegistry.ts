/** Changes of the registry: a row for each database that is made, and the memory of those that are gone. */
import type { Session } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import type { Column } from '../../database/table'
import type { Value } from '../../util/value'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { RegistryRow } from '../../workspace/registry/registryRows'
import type { RegistryField, RegistryTable } from '../../workspace/registry/registryTable'

export type NewRegistryRow = Pick<
  RegistryRow,
  'base' | 'environment' | 'fullName' | 'branch' | 'source'
>

/** Registers a database that is there. Columns that the registry does not have are left out. */
export async function insertRegistryRow(
  session: Session,
  table: RegistryTable,
  row: NewRegistryRow,
): Promise<void> {
  const { now } = ledgerSql(session)
  const values = assignments(session, table, [
    ...textsOf(row),
    ['active', 'true'],
    ['createdAt', now],
  ])
  const columns = values.map(({ column }) => sql.id(column.name))
  await session.execute(sql`
insert into ${tableRef(table.name)} (${list(columns)})
values (${list(values.map(({ value }) => value))})`)
}

/** Notes that a database is gone: its row stays, and is no longer active. */
export async function deactivateRegistryRow(
  session: Session,
  table: RegistryTable,
  row: Pick<RegistryRow, 'base' | 'environment' | 'fullName'>,
): Promise<void> {
  const { now } = ledgerSql(session)
  const changes = assignments(session, table, [
    ['active', 'false'],
    ['deletedAt', now],
  ]).map(({ column, value }) => sql`${sql.id(column.name)} = ${value}`)
  const found = assignments(session, table, [...keyOf(row), ['active', 'true']]).map(
    ({ column, value }) => sql`${sql.id(column.name)} = ${value}`,
  )
  await session.execute(
    sql`update ${tableRef(table.name)} set ${list(changes)} where ${and(found)}`,
  )
}

type Given = readonly [field: RegistryField, value: Value | Sql]

function keyOf({
  base,
  environment,
  fullName,
}: Pick<RegistryRow, 'base' | 'environment' | 'fullName'>): readonly Given[] {
  return [
    ['base', base],
    ['environment', environment],
    ['fullName', fullName],
  ]
}

function textsOf(row: NewRegistryRow): readonly Given[] {
  return [...keyOf(row), ['branch', row.branch], ['source', row.source]]
}

function assignments(
  session: Session,
  { columns }: RegistryTable,
  given: readonly Given[],
): readonly { readonly column: Column; readonly value: Sql }[] {
  return given.flatMap(([field, value]) => {
    const column = columns[field]
    if (column === undefined) return []
    if (typeof value === 'object' && value !== null) return [{ column, value }]
    const text = field === 'active' ? activeText(column, value === 'true') : value
    const input =
      text === null ? sql`null` : session.dialect.expressions.input(sql`${text}`, column)
    return [{ column, value: input }]
  })
}

/** Registries made by hand have truth values, numbers or letters for it. */
function activeText({ family }: Column, active: boolean): string {
  if (family === 'text' || family === 'enum') return active ? 'Y' : 'N'
  if (family === 'boolean') return active ? 'true' : 'false'
  return active ? '1' : '0'
}
