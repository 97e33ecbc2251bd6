/** Journals the changes of a staged batch that were not written, and says why each was not. */
import { textOf, type Session } from '../../database/session'
import { and, integerLiteral, sql, type Sql } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Outcome } from '../../ledger/run'
import type { Batch, Part } from '../batch'
import { rowsOfChanges } from './changesAndRows'
import type { Scope } from './holding'
import { NOTHING } from '../counts'
import type { Written } from '../writeBatch'
import { DUPLICATE_KEY, SUPPRESSED } from '../leftOut'
import {
  changeRows,
  JOURNAL_COLUMNS,
  jsonObject,
  of,
  stage,
  targetColumn,
  unchanged,
  undone,
} from './batchSql'

/** Ordinals of the changes of a batch that are not journalled yet. */
export async function findLeftOut(session: Session, batch: Batch): Promise<readonly number[]> {
  const { runId, ordinals } = batch
  const [first = 0, last = 0] = [ordinals[0], ordinals.at(-1)]
  const { rows } = await session.execute(sql`
select cast(ordinal as char) as ordinal from ${ledgerSql(session).rowChanges}
where run_id = ${runId} and ordinal >= ${integerLiteral(first)} and ordinal <= ${integerLiteral(last)}`)
  const done = new Set(rows.map((row) => Number(textOf(row, 'ordinal'))))
  return ordinals.filter((ordinal) => !done.has(ordinal))
}

/**
 * To be called in the transaction that wrote the rest. Stages what is left out. Changes that nothing but a rule of the
 * batch kept from being written are left to the caller.
 */
export async function journalLeftOut(
  { session, batch, keys, fields }: Scope,
  leftOut: readonly number[],
): Promise<Written> {
  const applied = batch.changes.length - leftOut.length
  const counts: Record<Outcome, number> = { ...NOTHING, applied }
  const heldBack: number[] = []
  if (leftOut.length === 0) return { counts, heldBack }
  const wanted = new Set(leftOut)
  await stage(
    session,
    batch,
    batch.ordinals.flatMap((ordinal, index) => (wanted.has(ordinal) ? [index] : [])),
  )
  await session.execute(statement(session, batch, keys, fields))
  const { rows } = await session.execute(sql`
select cast(c.ordinal as char) as ordinal, j.outcome as outcome
from ${changeRows({})} c
left join ${ledgerSql(session).rowChanges} j on j.run_id = ${batch.runId} and j.ordinal = c.ordinal`)
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
      c.ordinal, max(c.${sql.id('key')}) as row_key, max(${undone(batch)}) as undoes,
      max(${before}) as row_before, max(${after}) as row_after,
      count(${present}) as found_rows, min(${and(fields.map((field) => unchanged(expressions, field)))}) as is_unchanged,
      case count(${present}) when 0 then 'null' when 1 then max(${jsonObject(fields, found)}) end as actual
    from ${changeRows({ keys, fields, journal: batch })} c
    left join ${rowsOfChanges({ session, batch, keys })}
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
