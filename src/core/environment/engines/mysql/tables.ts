/** The tables of a MySQL or MariaDB database that have rows of their own. */
import { textOf, textOrNull, type Session } from '../../../database/session'
import { list, sql, type Sql } from '../../../database/sql'
import { inDatabase } from '../../../schema/inventory/mysql/inDatabase'

export interface RowTable {
  readonly name: string
  readonly engine: string
  readonly isTransactional: boolean
  /** Has the rows of the past, too. */
  readonly isVersioned: boolean
  /** In their order, without those that the server computes, and with the times of a version. */
  readonly columns: readonly RowColumn[]
}

export interface RowColumn {
  readonly name: string
  /** `int`, `varchar`; lower case. */
  readonly type: string
}

/** What these show are rows of other tables, here or on another server: to copy them would be to write there. */
export const WITHOUT_ROWS: readonly string[] = [
  ...['MRG_MYISAM', 'FEDERATED', 'CONNECT', 'SPIDER', 'BLACKHOLE', 'OQGRAPH', 'SPHINX'],
  ...['S3', 'SEQUENCE'],
]

/** The largest come first. Drydock's own are left out. */
export async function readRowTables(
  session: Session,
  database: string,
): Promise<readonly RowTable[]> {
  const columns = await readColumns(session, database)
  const { rows } = await session.execute(sql`
select t.table_name as table_name, upper(t.table_type) as table_type, upper(t.engine) as engine,
  coalesce(e.transactions, 'NO') as transactions
from information_schema.tables t
left join information_schema.engines e on e.engine = t.engine
where ${inDatabase('table_schema', database)} and t.table_type in ('BASE TABLE', 'SYSTEM VERSIONED')
  and t.table_name not like 'drydock\\_%' and t.engine is not null
  and upper(t.engine) not in (${list(WITHOUT_ROWS.map((name) => sql`${name}`))})
order by t.data_length desc, binary t.table_name`)
  return rows.map((row) => {
    const name = textOf(row, 'table_name')
    const isVersioned = textOf(row, 'table_type') === 'SYSTEM VERSIONED'
    return {
      ...{ name, isVersioned, engine: textOf(row, 'engine') },
      isTransactional: textOf(row, 'transactions') === 'YES',
      columns: columnsOf(columns.get(name) ?? [], isVersioned),
    }
  })
}

interface CatalogueColumn extends RowColumn {
  readonly isGenerated: boolean
  /** Begins or ends a version. */
  readonly isPeriod: boolean
}

/** A table whose versions have no columns of its own for their times has the server's. */
function columnsOf(
  columns: readonly CatalogueColumn[],
  isVersioned: boolean,
): readonly RowColumn[] {
  const own = columns.filter(({ isGenerated }) => !isGenerated)
  if (!isVersioned) return own
  const times = columns.filter(({ isPeriod }) => isPeriod)
  const named = ['row_start', 'row_end'].map((name) => ({ name, type: 'timestamp' }))
  return [...own, ...(times.length === 0 ? named : times)]
}

async function readColumns(
  session: Session,
  database: string,
): Promise<ReadonlyMap<string, readonly CatalogueColumn[]>> {
  const { rows } = await session.execute(sql`
select table_name as table_name, column_name as column_name, lower(data_type) as data_type,
  upper(coalesce(extra, '')) as extra, upper(generation_expression) as generation
from information_schema.columns
where ${inDatabase('table_schema', database)}
order by binary table_name, ordinal_position`)
  const tables = new Map<string, CatalogueColumn[]>()
  for (const row of rows) {
    const table = textOf(row, 'table_name')
    const found = tables.get(table) ?? []
    found.push({
      name: textOf(row, 'column_name'),
      type: textOf(row, 'data_type'),
      isGenerated: /\b(VIRTUAL|STORED|PERSISTENT) GENERATED\b/.test(textOf(row, 'extra')),
      isPeriod: ['ROW START', 'ROW END'].includes(textOrNull(row, 'generation') ?? ''),
    })
    tables.set(table, found)
  }
  return tables
}

export function columnNames({ columns }: RowTable): Sql {
  return list(columns.map(({ name }) => sql`${sql.id(name)}`))
}

/** All rows of a table, those of the past too. */
export function everyRowOf({ name, isVersioned }: RowTable, database?: string): Sql {
  const table = database === undefined ? sql.id(name) : sql.id(database, name)
  return isVersioned ? sql`${table} for system_time all` : sql`${table}`
}
