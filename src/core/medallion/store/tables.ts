/** The tables that pipelines and users' own scripts share. */
import type { Session } from '../../database/session'
import { sql, tableRef } from '../../database/sql'
import { displayTable, findColumn, type Table, type TableName } from '../../database/table'
import { UsageError } from '../../util/errors'
import { suggest } from '../../util/nearMiss'
import { medallionSql } from './medallionSql'

export const BRONZE: TableName = { schema: 'bronze', name: 'raw_entities' }
export const RUNS: TableName = { schema: 'meta', name: 'ingestion_runs' }

export const bronzeRef = tableRef(BRONZE)
export const runsRef = tableRef(RUNS)

/** What each has to have; whatever they have besides is its owner's. */
const COLUMNS: Readonly<Record<'bronze' | 'runs', readonly string[]>> = {
  bronze: [
    'entity_type',
    'source_system',
    'external_id',
    'raw_data',
    'ingestion_run_id',
    'ingested_at',
  ],
  runs: [
    ...['run_id', 'source_system', 'entity_type', 'started_at', 'completed_at', 'status'],
    ...['records_processed', 'records_created', 'records_updated', 'error_message', 'metadata'],
  ],
}

/** Undefined where it is not there. Throws `UsageError` where it lacks a column. */
export async function findBronze(session: Session): Promise<Table | undefined> {
  return find(session, BRONZE, COLUMNS.bronze)
}

/** Tables that a run would have to make first, as `schema.name`. */
export async function missingTables(session: Session): Promise<string[]> {
  const found = [await findBronze(session), await find(session, RUNS, COLUMNS.runs)]
  return [BRONZE, RUNS].filter((_, index) => found[index] === undefined).map(displayTable)
}

/** Makes those that are not there. */
export async function ensureTables(session: Session): Promise<Table> {
  const { createBronze, createRuns } = medallionSql(session)
  const missing = await missingTables(session)
  const statements = [
    ...(missing.includes(displayTable(BRONZE)) ? createBronze : []),
    ...(missing.includes(displayTable(RUNS)) ? createRuns : []),
  ]
  if (statements.length > 0)
    await session.transaction('write', async () => {
      for (const statement of statements) await session.execute(sql`${sql.raw(statement)}`)
    })
  const bronze = await findBronze(session)
  if (bronze === undefined) throw new Error('bronze.raw_entities was not made')
  return bronze
}

async function find(
  session: Session,
  name: TableName,
  columns: readonly string[],
): Promise<Table | undefined> {
  const table = await session.dialect.readTable(session, name)
  const missing = columns.find((column) => table && findColumn(table, column) === undefined)
  if (table !== undefined && missing !== undefined)
    throw new UsageError(`"${displayTable(name)}" has no column "${missing}"`, {
      mend: suggest(
        missing,
        table.columns.map((column) => column.name),
      ),
    })
  return table
}
