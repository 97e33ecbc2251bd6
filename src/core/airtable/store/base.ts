/**
 * What rows had when they were last synced, as the ledger has it: by it is known whether Airtable or somebody in the database
 * has changed a value since. It is the common state of a mapping, folded together from the journals of syncs and of their undos.
 */
import type { Session } from '../../database/session'
import { sql, type Sql } from '../../database/sql'
import type { TableName } from '../../database/tableName'
import { displayTable } from '../../database/table'
import { readLedgerVersion } from '../../ledger/ledgerSchema'
import { ledgerSql } from '../../ledger/ledgerSql'
import { ROW_ID } from '../definition/ownColumns'

/** What the ledger calls the state of a table. */
export function stateOf(table: TableName): string {
  return `airtable ${displayTable(table)}`
}

/** What is known of a table’s state. */
export interface KnownState {
  readonly state: string
  readonly table: string
  /** The run whose journal has not been folded in yet. */
  readonly pending: string | undefined
}

/** The layout of the ledger since which it holds common states. */
const WITH_COMMON_STATE = 2

/** Undefined where no sync has ever written to the table. */
export async function readKnownState(
  session: Session,
  table: TableName,
): Promise<KnownState | undefined> {
  if ((await readLedgerVersion(session)) < WITH_COMMON_STATE) return undefined
  const state = stateOf(table)
  const settled = await isSettled(session, state)
  if (settled === undefined) return undefined
  const pending = settled ? undefined : await findPendingRun(session, state)
  return { state, table: displayTable(table), pending }
}

/** Whether the journals of all runs are folded in; undefined where there is no such state. */
export async function isSettled(session: Session, state: string): Promise<boolean | undefined> {
  const { commonStates } = ledgerSql(session)
  const { rows } = await session.execute(
    sql`select settled::text as settled from ${commonStates} where mapping = ${state}`,
  )
  return rows[0] === undefined ? undefined : rows[0]['settled'] === 'true'
}

/** The latest run that has this state in its shape: a sync, or the undo of one. */
export async function findLatestRun(session: Session, state: string): Promise<string | undefined> {
  return findRun(session, state, sql`true`)
}

/**
 * The run whose journal may not have been folded in; it is not `except`. One that has written nothing has perhaps ended before it had
 * folded in what there was.
 */
export async function findPendingRun(
  session: Session,
  state: string,
  except = '',
): Promise<string | undefined> {
  const { rowChanges } = ledgerSql(session)
  const hasWritten = sql`exists (select from ${rowChanges} c where c.run_id = r.run_id)`
  return findRun(session, state, sql`r.run_id <> ${except} and ${hasWritten}`)
}

async function findRun(session: Session, state: string, which: Sql): Promise<string | undefined> {
  const { runs } = ledgerSql(session)
  const wanted = JSON.stringify({ sync: { tables: [{ state }] } })
  const { rows } = await session.execute(sql`
select run_id from ${runs} r
where shape::jsonb @> ${wanted}::text::jsonb and ${which}
order by started_at desc, run_id desc
limit 1`)
  return rows[0]?.['run_id'] ?? undefined
}

/** A query: `row_key` and `fields`, the JSON object of what each row had. */
export function baseQuery(session: Session, { state, table, pending }: KnownState): Sql {
  const { commonRows } = ledgerSql(session)
  const known = sql`select row_key, fields::jsonb as fields from ${commonRows} where mapping = ${state}`
  if (pending === undefined) return known
  return sql`
select
  coalesce(d.row_key, k.row_key) as row_key,
  case when d.is_new then '{}' else coalesce(k.fields, '{}') end || coalesce(d.fields, '{}') as fields
from (${known}) k
full join (${foldQuery(session, pending, table)}) d on d.row_key = k.row_key
where d.is_gone is not true`
}

/**
 * A query of what a run has left in a table: `row_key`, `fields`, `is_gone` and `is_new`, a line each for all rows that it has changed.
 * A sync changes a row twice at most, and then adds to what it has done first. What was known of a row that is new is of one that is gone.
 */
export function foldQuery(session: Session, runId: string, table: string): Sql {
  const { rowChanges } = ledgerSql(session)
  return sql`
select
  c.row_key,
  (array_agg(c.op order by c.ordinal desc))[1] = 'delete' as is_gone,
  (array_agg(c.op order by c.ordinal))[1] = 'insert' as is_new,
  (array_agg(c.fields order by c.ordinal))[1]
    || coalesce((array_agg(c.fields order by c.ordinal))[2], '{}') as fields
from (
  select ordinal, op, after::jsonb as fields, json_build_array(key ->> ${ROW_ID}::text)::text as row_key
  from ${rowChanges}
  where run_id = ${runId} and table_name = ${table} and outcome = 'applied'
) c
group by c.row_key`
}
