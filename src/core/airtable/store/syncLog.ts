/** `sync_logs`: the table in which users look up what became of each sync. Its columns are theirs. */
import type { Session } from '../../database/session'
import { list, sql, tableRef, type Sql } from '../../database/sql'
import {
  displayTable,
  findColumn,
  type Column,
  type Table,
  type TableName,
} from '../../database/table'
import type { SyncFacts, SyncedTableFacts } from '../../plan/plan'
import { UsageError } from '../../util/errors'
import { suggest } from '../../util/nearMiss'
import { momentOf } from '../plan/rowChanges'
import { NO_OUTCOME, type TableOutcome } from './settle'
import { tablesMissing } from './tablesMissing'

export const SYNC_LOG = 'sync_logs'

/** Those that a sync writes. The table has an `id` besides, which the database gives. */
const COLUMNS = [
  ...(['sync_id', 'sync_type', 'table_name'] as const),
  ...(['records_processed', 'records_created', 'records_updated'] as const),
  ...(['records_deleted', 'records_failed', 'started_at', 'completed_at'] as const),
  ...(['status', 'error_message', 'source_file', 'source_hash'] as const),
] as const

export type SyncStatus = 'running' | 'completed' | 'failed' | 'rolled_back'

/** Throws `RefusedError` where it is not there, and `UsageError` where it lacks a column. */
export async function readSyncLog(session: Session, schema: string): Promise<Table> {
  const name: TableName = { schema, name: SYNC_LOG }
  const table = await session.dialect.readTable(session, name)
  if (table === undefined) throw tablesMissing([displayTable(name)])
  const present = table.columns.map((column) => column.name)
  const missing = COLUMNS.find((column) => !present.includes(column))
  if (missing !== undefined)
    throw new UsageError(`"${displayTable(name)}" has no column "${missing}"`, {
      mend: suggest(missing, present),
    })
  return table
}

/** Says that a sync has begun; of one that goes on, that it does. */
export async function beginSyncLog(session: Session, facts: SyncFacts): Promise<void> {
  const log = await readSyncLog(session, facts.schema)
  const { rows } = await session.execute(
    sql`select count(*)::text as rows from ${tableRef(log)} where sync_id = ${facts.syncId}`,
  )
  if (rows[0]?.['rows'] !== '0')
    return setSyncStatus(session, facts, { status: 'running', error: null })
  const writer = new LogWriter(session, log)
  for (const table of facts.tables)
    await writer.insert({
      sync_id: facts.syncId,
      sync_type: facts.mode,
      table_name: table.table.split('.').at(-1) ?? table.name,
      started_at: writer.now('started_at'),
      status: 'running',
      source_file: table.file,
      source_hash: table.fileHash,
    })
}

/** Says what became of it. */
export async function endSyncLog(
  session: Session,
  facts: SyncFacts,
  outcomes: ReadonlyMap<string, TableOutcome>,
): Promise<void> {
  const log = await readSyncLog(session, facts.schema)
  const writer = new LogWriter(session, log)
  for (const table of facts.tables)
    await writer.update(facts.syncId, table.table.split('.').at(-1) ?? table.name, {
      ...numbersOf(table, outcomes.get(table.table) ?? NO_OUTCOME),
      completed_at: writer.now('completed_at'),
      status: 'completed',
      error_message: null,
    })
}

/** What was not carried out is a failed record, too: `processed` is the sum of the others and of those that stay as they are. */
function numbersOf(
  { processed, failed }: SyncedTableFacts,
  { created, updated, deactivated, leftOut }: TableOutcome,
): Readonly<Record<string, string>> {
  return {
    records_processed: String(processed),
    records_created: String(created),
    records_updated: String(updated),
    records_deleted: String(deactivated),
    records_failed: String(failed + leftOut),
  }
}

/** Says of all tables of a sync how it stands. */
export async function setSyncStatus(
  session: Session,
  facts: SyncFacts,
  { status, error }: { readonly status: SyncStatus; readonly error: string | null },
): Promise<void> {
  const log = await readSyncLog(session, facts.schema)
  const writer = new LogWriter(session, log)
  const ended = status === 'running' ? null : writer.now('completed_at')
  // A sync that was rolled back has ended when it had ended.
  const at = status === 'rolled_back' || status === 'completed' ? {} : { completed_at: ended }
  await writer.update(facts.syncId, undefined, { status, error_message: error, ...at })
}

type LogRow = Readonly<Record<string, string | null>>

class LogWriter {
  private readonly moment = momentOf(new Date())

  constructor(
    private readonly session: Session,
    private readonly log: Table,
  ) {}

  /** The present moment, as the column’s type has it. */
  now(name: string): string {
    const { timestamp, timestamptz } = this.moment
    return this.column(name).family === 'timestamp' ? timestamp : timestamptz
  }

  async insert(row: LogRow): Promise<void> {
    const names = Object.keys(row)
    await this.session.execute(sql`
insert into ${tableRef(this.log)} (${list(names.map((name) => sql.id(name)))})
values (${list(names.map((name) => this.input(name, row[name] ?? null)))})`)
  }

  async update(syncId: string, table: string | undefined, row: LogRow): Promise<void> {
    const assignments = Object.entries(row).map(
      ([name, value]) => sql`${sql.id(name)} = ${this.input(name, value)}`,
    )
    const only = table === undefined ? sql`` : sql` and table_name = ${table}`
    await this.session.execute(sql`
update ${tableRef(this.log)} set ${list(assignments)} where sync_id = ${syncId}${only}`)
  }

  private input(name: string, value: string | null): Sql {
    const column = this.column(name)
    const fitting =
      value !== null && column.length !== undefined ? value.slice(0, column.length) : value
    return this.session.dialect.expressions.input(sql`${fitting}::text`, column)
  }

  private column(name: string): Column {
    const column = findColumn(this.log, name)
    if (column === undefined) throw new Error(`the sync log has no column "${name}"`)
    return column
  }
}
