/** The tables that pipelines and users' own scripts share. */
import type { Session } from '../../database/session'
import { displayTable, findColumn, type Table, type TableName } from '../../database/table'
import { UsageError } from '../../util/errors'
import { suggest } from '../../util/nearMiss'
import type { Layers } from '../definition/pipeline'
import { medallionSql } from './medallionSql'
import { runStatements } from './runStatements'

export function bronzeTable({ bronze }: Layers): TableName {
  return { schema: bronze, name: 'raw_entities' }
}

export function runsTable({ meta }: Layers): TableName {
  return { schema: meta, name: 'ingestion_runs' }
}

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

/** Undefined where it is not there. Throws `UsageError` where it lacks a column, or mixes ids up. */
export async function findBronze(session: Session, layers: Layers): Promise<Table | undefined> {
  const table = await find(session, bronzeTable(layers), COLUMNS.bronze)
  if (table !== undefined && medallionSql(session).idsByBytes) requireBytes(table)
  return table
}

/** Tables that a run would have to make first, as `schema.name`. */
export async function missingTables(session: Session, layers: Layers): Promise<string[]> {
  const found = [
    await findBronze(session, layers),
    await find(session, runsTable(layers), COLUMNS.runs),
  ]
  return [bronzeTable(layers), runsTable(layers)]
    .filter((_, index) => found[index] === undefined)
    .map(displayTable)
}

/** The statements that make those. */
export async function createMissingTables(
  session: Session,
  layers: Layers,
): Promise<readonly string[]> {
  const { createBronze, createRuns } = medallionSql(session)
  const missing = await missingTables(session, layers)
  return missing.flatMap((name) =>
    name === displayTable(bronzeTable(layers))
      ? createBronze(layers.bronze)
      : createRuns(layers.meta),
  )
}

/** Makes those that are not there. */
export async function ensureTables(session: Session, layers: Layers): Promise<Table> {
  await runStatements(session, await createMissingTables(session, layers))
  const bronze = await findBronze(session, layers)
  if (bronze === undefined) throw new Error(`${displayTable(bronzeTable(layers))} was not made`)
  return bronze
}

function requireBytes(table: Table): void {
  for (const name of ['entity_type', 'source_system', 'external_id'])
    if (findColumn(table, name)?.byteOrdered === false)
      throw new UsageError(
        `"${displayTable(table)}" takes different texts for the same in its column "${name}"`,
        { mend: 'give the column the collation utf8mb4_bin' },
      )
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
