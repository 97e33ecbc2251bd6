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
  const { bronze, runs } = await findTables(session, layers)
  return [
    ...(bronze === undefined ? [displayTable(bronzeTable(layers))] : []),
    ...(runs === undefined ? [displayTable(runsTable(layers))] : []),
  ]
}

interface FoundTables {
  readonly bronze: Table | undefined
  readonly runs: Table | undefined
}

async function findTables(session: Session, layers: Layers): Promise<FoundTables> {
  return {
    bronze: await findBronze(session, layers),
    runs: await find(session, runsTable(layers), COLUMNS.runs),
  }
}

/** The statements that make those. */
export async function createMissingTables(
  session: Session,
  layers: Layers,
): Promise<readonly string[]> {
  return statementsFor(session, layers, await findTables(session, layers))
}

function statementsFor(
  session: Session,
  layers: Layers,
  { bronze, runs }: FoundTables,
): readonly string[] {
  const { createBronze, createRuns } = medallionSql(session)
  return [
    ...(bronze === undefined ? createBronze(layers.bronze) : []),
    ...(runs === undefined ? createRuns(layers.meta) : []),
  ]
}

/** Makes those that are not there. */
export async function ensureTables(session: Session, layers: Layers): Promise<Table> {
  const found = await findTables(session, layers)
  await runStatements(session, statementsFor(session, layers, found))
  const bronze = found.bronze ?? (await findBronze(session, layers))
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
