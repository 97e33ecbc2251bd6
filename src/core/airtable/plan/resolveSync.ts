/** Finds the tables of a sync, and says what is wrong with them. */
import type { Session } from '../../database/session'
import { displayTable, findColumn, type Column, type Table } from '../../database/table'
import { DefinitionError, UsageError, type Problem } from '../../util/errors'
import { suggest } from '../../util/nearMiss'
import type { JsonPath } from '../../workspace/definitionSource'
import type { AirtableSync, SyncColumn, SyncTable } from '../definition/airtableSync'
import { ROW_ID, SYNC_COLUMNS } from '../definition/ownColumns'
import { tablesMissing } from '../store/tablesMissing'
import { carriage } from './carriage'
import type { ResolvedColumn, ResolvedSync, ResolvedTable } from './resolvedSync'
import { ROW_ID_LENGTH } from './rowId'
import { orderTables, type OrderedTable } from './tableOrder'

/**
 * Throws `DefinitionError` with all that does not fit, `RefusedError` `tables-missing`, and `UsageError` for an engine that
 * syncs are not for.
 */
export async function resolveSync(session: Session, sync: AirtableSync): Promise<ResolvedSync> {
  if (session.dialect.language !== 'postgres')
    throw new UsageError('an Airtable sync writes to PostgreSQL only', {
      mend: 'choose another environment as "target"',
    })
  const problems: Problem[] = []
  const missing: string[] = []
  const linked = new Set(sync.tables.flatMap(({ columns }) => columns.map(({ link }) => link)))
  const tables: ResolvedTable[] = []
  for (const ordered of orderTables(sync.tables)) {
    const { spec } = ordered
    const table = await session.dialect.readTable(session, {
      schema: sync.target.schema,
      name: spec.table,
    })
    const blame = blamer(sync, spec, problems)
    if (table === undefined) {
      missing.push(`${sync.target.schema}.${spec.table}`)
      continue
    }
    const resolved = resolveTable(ordered, table, linked.has(spec.name), blame)
    if (resolved !== undefined) tables.push(resolved)
  }
  if (problems.length > 0) throw new DefinitionError(problems)
  if (missing.length > 0) throw tablesMissing(missing)
  return { sync, tables }
}

type Blame = (path: JsonPath, message: string, mend?: string) => void

function blamer({ definition }: AirtableSync, { name }: SyncTable, problems: Problem[]): Blame {
  return (path, message, mend) =>
    problems.push(definition.problemAt(['tables', name, ...path], message, mend))
}

function resolveTable(
  { spec, later }: OrderedTable,
  table: Table,
  isLinked: boolean,
  blame: Blame,
): ResolvedTable | undefined {
  const name = displayTable(table)
  const rowId = findRowId(table, blame)
  const columns = spec.columns.flatMap((one) => {
    const column = findTarget(table, one, blame)
    return column === undefined ? [] : resolveColumn(one, column, later, blame)
  })
  const reference = isLinked ? findReference(table, blame) : undefined
  if (rowId === undefined || (isLinked && reference === undefined)) return undefined
  const { identity } = spec
  return {
    ...{ spec, table, name, rowId, columns, reference },
    own: ownColumns(table),
    identity:
      identity.kind === 'recordId'
        ? undefined
        : identity.columns.map((part) => columns.findIndex((one) => one.spec.name === part)),
  }
}

/** Rows are changed by it: it has to be there, once each. */
function findRowId(table: Table, blame: Blame): Column | undefined {
  const name = displayTable(table)
  const column = findColumn(table, ROW_ID)
  if (column?.family !== 'text') {
    const mend = `add it: alter table ${name} add column ${ROW_ID} varchar(${ROW_ID_LENGTH}) unique`
    blame(['table'], `"${name}" has no column "${ROW_ID}" of text`, mend)
    return undefined
  }
  if (column.length !== undefined && column.length < ROW_ID_LENGTH) {
    const message = `"${ROW_ID}" of "${name}" takes ${column.length} characters, and an id has ${ROW_ID_LENGTH}`
    blame(['table'], message, 'make the column longer')
  }
  if (!table.uniqueKeys.some((key) => key.length === 1 && key[0] === ROW_ID)) {
    const mend = `add it: alter table ${name} add unique (${ROW_ID})`
    blame(['table'], `"${ROW_ID}" of "${name}" has no unique index`, mend)
  }
  return column
}

function findTarget(table: Table, { name, column }: SyncColumn, blame: Blame): Column | undefined {
  const path = ['columns', name, 'column']
  const found = findColumn(table, column)
  if (found === undefined) {
    const known = table.columns.map((one) => one.name)
    blame(path, `"${displayTable(table)}" has no column "${column}"`, suggest(column, known))
    return undefined
  }
  if (!found.generated) return found
  blame(path, `"${column}" is computed by the database and cannot be written`)
  return undefined
}

function resolveColumn(
  spec: SyncColumn,
  column: Column,
  later: ReadonlySet<string>,
  blame: Blame,
): readonly ResolvedColumn[] {
  if (spec.link !== undefined) {
    const link = { table: spec.link, isDeferred: later.has(spec.link) }
    return [{ spec, column, link, carry: (text) => ({ text }), same: (a, b) => a === b }]
  }
  const way = carriage(spec.format, column)
  if (!('refused' in way)) return [{ spec, column, ...way }]
  blame(['columns', spec.name], way.refused, way.mend)
  return []
}

/** What foreign keys to it name. */
function findReference(table: Table, blame: Blame): Column | undefined {
  const [key, ...more] = table.primaryKey
  const column = key === undefined || more.length > 0 ? undefined : findColumn(table, key)
  if (column === undefined)
    blame(
      ['table'],
      `links to "${displayTable(table)}" need a primary key of one column`,
      'give the table one',
    )
  return column
}

function ownColumns(table: Table): ResolvedTable['own'] {
  const found = Object.entries(SYNC_COLUMNS).flatMap(([part, name]) => {
    const column = findColumn(table, name)
    return column === undefined || column.generated ? [] : [[part, column] as const]
  })
  return Object.fromEntries(found)
}
