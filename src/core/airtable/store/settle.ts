/** Keeps what the ledger knows of synced rows in step with what runs do to them. */
import type { Session } from '../../database/session'
import { list, sql, tableRef, type Sql } from '../../database/sql'
import { displayTable, findColumn, type Table } from '../../database/table'
import { settle, unsettle } from '../../ledger/commonState'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { SyncFacts, SyncedTableFacts } from '../../plan/plan'
import { ROW_ID } from '../definition/ownColumns'
import { findPendingRun, foldQuery, isSettled } from './base'

/**
 * Before a run writes: what an earlier one has left to be folded in is, and from now on it is this run's journal that is. A run that
 * goes on has said so before.
 */
export async function unsettleSync(
  session: Session,
  { tables }: SyncFacts,
  runId: string,
): Promise<void> {
  for (const { state, table } of tables) {
    if ((await isSettled(session, state)) === false) {
      const pending = await findPendingRun(session, state, runId)
      if (pending !== undefined) await fold(session, { state, table }, pending)
    }
    await unsettle(session, state)
  }
}

/** After a run: its journal is folded in. It may be again, with the same result. */
export async function settleSync(
  session: Session,
  { tables }: SyncFacts,
  runId: string,
  targets: readonly Table[],
): Promise<void> {
  for (const facts of tables) {
    const table = targets.find((one) => displayTable(one) === facts.table)
    await session.transaction('write', async () => {
      await fold(session, facts, runId)
      if (facts.adopts && table !== undefined) await adopt(session, facts, runId, table)
    })
    await settle(session, facts.state)
  }
}

type Folded = Pick<SyncedTableFacts, 'state' | 'table'>

const HASH = sql`encode(sha256(convert_to(d.row_key, 'UTF8')), 'hex')`

/** In one statement: to read the journal of a large run takes longer than to write what it comes to. */
async function fold(session: Session, { state, table }: Folded, runId: string): Promise<void> {
  const { commonRows } = ledgerSql(session)
  await session.execute(sql`
with done as materialized (
  select d.*, ${HASH} as key_hash from (${foldQuery(session, runId, table)}) d
),
gone as (
  delete from ${commonRows} known
  using done d
  where d.is_gone and known.mapping = ${state} and known.key_hash = d.key_hash
)
insert into ${commonRows} (mapping, key_hash, row_key, fields)
select
  ${state}, d.key_hash, d.row_key,
  (case when d.is_new then '{}' else coalesce(known.fields::jsonb, '{}') end || d.fields)::text
from done d
left join ${commonRows} known on known.mapping = ${state} and known.key_hash = d.key_hash
where not d.is_gone
on conflict (mapping, key_hash) do update set fields = excluded.fields`)
}

/** A function takes at most a hundred arguments. */
const OBJECT_LIMIT = 40

/** Rows that are there and of which nothing is known, but for those that the run was to change and has not. */
async function adopt(
  session: Session,
  { state, table: name }: Folded,
  runId: string,
  table: Table,
): Promise<void> {
  const { commonRows, rowChanges } = ledgerSql(session)
  const rowId = findColumn(table, ROW_ID)
  if (rowId === undefined) return
  await session.execute(sql`
insert into ${commonRows} (mapping, key_hash, row_key, fields)
select ${state}, ${HASH}, d.row_key, d.fields::text
from (
  select json_build_array(t.${sql.id(ROW_ID)}::text)::text as row_key, ${wholeRow(session, table)} as fields
  from ${tableRef(table)} t
  where t.${sql.id(ROW_ID)} is not null
) d
where not exists (
    select from ${commonRows} known where known.mapping = ${state} and known.key_hash = ${HASH})
  and not exists (
    select from ${rowChanges} c
    where c.run_id = ${runId} and c.table_name = ${name} and c.outcome <> 'applied'
      and json_build_array(c.key ->> ${ROW_ID}::text)::text = d.row_key)`)
}

function wholeRow({ dialect: { expressions } }: Session, { columns }: Table): Sql {
  const parts: Sql[] = []
  for (let start = 0; start < columns.length; start += OBJECT_LIMIT) {
    const members = columns
      .slice(start, start + OBJECT_LIMIT)
      .map(
        (column) =>
          sql`${column.name}::text, ${expressions.output(sql.id('t', column.name), column)}`,
      )
    parts.push(sql`jsonb_build_object(${list(members)})`)
  }
  return sql.join(parts, sql` || `)
}

/** What a run has done to each table, by its journal. */
export interface TableOutcome {
  readonly created: number
  readonly updated: number
  readonly deactivated: number
  /** Changes that were not carried out. */
  readonly leftOut: number
}

/** By the names of the tables. A row that was changed twice counts once. */
export async function readOutcomes(
  session: Session,
  runId: string,
): Promise<ReadonlyMap<string, TableOutcome>> {
  const { rowChanges } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select
  table_name,
  count(*) filter (where is_applied and op = 'insert')::text as created,
  count(*) filter (where is_applied and op = 'update' and not is_ending)::text as updated,
  count(*) filter (where is_applied and op = 'update' and is_ending)::text as deactivated,
  count(*) filter (where not is_applied and not is_ending)::text as left_out
from (
  select
    table_name,
    min(op) as op,
    bool_and(outcome = 'applied') as is_applied,
    coalesce(bool_or(after ->> 'is_active' = 'f' and op = 'update'), false) as is_ending
  from ${rowChanges}
  where run_id = ${runId}
  group by table_name, key ->> ${ROW_ID}::text
) changed
group by table_name`)
  return new Map(
    rows.map((row) => {
      const count = (name: string) => Number(row[name] ?? '0')
      return [
        row['table_name'] ?? '',
        {
          created: count('created'),
          updated: count('updated'),
          deactivated: count('deactivated'),
          leftOut: count('left_out'),
        },
      ]
    }),
  )
}

export const NO_OUTCOME: TableOutcome = { created: 0, updated: 0, deactivated: 0, leftOut: 0 }
