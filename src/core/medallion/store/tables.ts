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
  const name = bronzeTable(layers)
  const table = await session.dialect.readTable(session, name)
  if (table === undefined) return undefined
  requireColumns(name, COLUMNS.bronze, namesOf(table))
  if (medallionSql(session).idsByBytes) requireBytes(table)
  return table
}

/** Whether it is there. Throws `UsageError` where it lacks a column. */
async function hasRuns(session: Session, layers: Layers): Promise<boolean> {
  const name = runsTable(layers)
  const columns = await session.dialect.readColumnNames(session, name)
  if (columns !== undefined) requireColumns(name, COLUMNS.runs, columns)
  return columns !== undefined
}

/** Tables that a run would have to make first, as `schema.name`. */
export async function missingTables(session: Session, layers: Layers): Promise<string[]> {
  const { bronze, runs } = await findTables(session, layers)
  return [
    ...(bronze === undefined ? [displayTable(bronzeTable(layers))] : []),
    ...(!runs ? [displayTable(runsTable(layers))] : []),
  ]
}

interface FoundTables {
  readonly bronze: Table | undefined
  readonly runs: boolean
}

async function findTables(session: Session, layers: Layers): Promise<FoundTables> {
  return {
    bronze: await findBronze(session, layers),
    runs: await hasRuns(session, layers),
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
    ...(!runs ? createRuns(layers.meta) : []),
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

function requireColumns(
  table: TableName,
  wanted: readonly string[],
  columns: readonly string[],
): void {
  const missing = wanted.find((column) => !columns.includes(column))
  if (missing !== undefined)
    throw new UsageError(`"${displayTable(table)}" has no column "${missing}"`, {
      mend: suggest(missing, columns),
    })
}

const namesOf = ({ columns }: Table) => columns.map(({ name }) => name)
