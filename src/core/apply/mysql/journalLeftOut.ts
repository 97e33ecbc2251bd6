/** Journals the changes of a staged batch that were not written, and says why each was not. */
import { textOf, type Session } from '../../database/session'
import { and, sql, tableRef, type Sql } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Outcome } from '../../ledger/run'
import type { Batch, Part } from '../batch'
import { NOTHING } from '../counts'
import type { Written } from '../writeBatch'
import { DUPLICATE_KEY, SUPPRESSED } from '../leftOut'
import {
  changeRows,
  JOURNAL_COLUMNS,
  jsonObject,
  of,
  sameKey,
  targetColumn,
  unchanged,
} from './batchSql'

/**
 * To be called in the transaction that wrote the rest, of which there are `applied`. Changes that nothing but a rule of
 * the batch kept from being written are left to the caller.
 */
export async function journalLeftOut(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
  applied: number,
): Promise<Written> {
  const counts: Record<Outcome, number> = { ...NOTHING, applied }
  const heldBack: number[] = []
  if (applied === batch.changes.length) return { counts, heldBack }
  await session.execute(statement(session, batch, keys, fields))
  const { rows } = await session.execute(sql`
select cast(c.ordinal as char) as ordinal, j.outcome as outcome
from ${changeRows(keys, [])} c
left join ${ledgerSql(session).rowChanges} j on j.run_id = ${batch.runId} and j.ordinal = c.ordinal
where j.outcome is null or j.outcome <> 'applied'`)
  for (const row of rows) {
    if (row['outcome'] === null) heldBack.push(Number(textOf(row, 'ordinal')))
    else counts[textOf(row, 'outcome') as Outcome]++
  }
  return { counts, heldBack }
}

function statement(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Sql {
  const { expressions } = session.dialect
  const { op } = batch
  const { rowChanges } = ledgerSql(session)
  const found = (field: Part) => expressions.output(targetColumn(field), field.column)
  const object = (letter: 'a' | 'b') => jsonObject(fields, (field) => of('c', letter, field))
  const before = op === 'insert' ? sql`'{}'` : object('b')
  const after = op === 'delete' ? sql`'{}'` : object('a')
  // What was found by its key has one that is not null.
  const present = keys[0] === undefined ? sql`1` : targetColumn(keys[0])
  // A key is in one row or none, save where it was made ambiguous since; then any one of them is looked at.
  return sql`
insert into ${rowChanges} (${JOURNAL_COLUMNS}, actual, error)
select
  ${batch.runId}, l.ordinal, ${batch.tableName}, ${op}, if(l.error is null, 'drifted', 'failed'),
  l.row_key, l.row_before, l.row_after, l.undoes, l.actual, l.error
from (
  select judged.*, ${errorOf(batch)} as error
  from (
    select
      c.ordinal, max(c.${sql.id('key')}) as row_key, max(c.undoes) as undoes,
      max(${before}) as row_before, max(${after}) as row_after,
      count(${present}) as found_rows, min(${and(fields.map((field) => unchanged(expressions, field)))}) as is_unchanged,
      case count(${present}) when 0 then 'null' when 1 then max(${jsonObject(fields, found)}) end as actual
    from ${changeRows(keys, fields)} c
    left join ${tableRef(batch.table)} t on ${sameKey(expressions, keys)}
    left join ${rowChanges} done on done.run_id = ${batch.runId} and done.ordinal = c.ordinal
    where done.ordinal is null
    group by c.ordinal
  ) judged
) l
${batch.rules === undefined ? sql`` : sql`where l.error is null or l.error <> ${SUPPRESSED}`}`
}

function errorOf({ op }: Batch): Sql {
  return op === 'insert'
    ? sql`if(found_rows = 0, ${SUPPRESSED}, null)`
    : sql`if(found_rows > 1, ${DUPLICATE_KEY}, if(found_rows = 1 and is_unchanged, ${SUPPRESSED}, null))`
}
