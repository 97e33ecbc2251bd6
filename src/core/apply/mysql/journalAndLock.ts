/** Finds and locks the rows of a staged batch, compares each with its *before* and journals those that are unchanged. */
import type { Session } from '../../database/session'
import { textOf } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Batch, Part } from '../batch'
import { isUniqueKey } from '../batch'
import {
  changeRows,
  JOURNAL_COLUMNS,
  jsonObject,
  of,
  sameKey,
  targetColumn,
  unchanged,
} from './batchSql'

/** Returns how many were journalled as applied: exactly those have to be written now. */
export async function journalAndLock(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Promise<number> {
  const ambiguous = isUniqueKey(batch.table, keys)
    ? []
    : await findAmbiguous(session, batch, keys, fields)
  const { rowCount } = await session.execute(statement(session, batch, keys, fields, ambiguous))
  return rowCount
}

/** Ordinals whose key is in more than one row: none of those is touched. */
async function findAmbiguous(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Promise<readonly string[]> {
  const { rows } = await session.execute(sql`
select cast(c.ordinal as char) as ordinal
from ${changeRows(keys, fields)} c
straight_join ${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}
group by c.ordinal
having count(*) > 1`)
  return rows.map((row) => textOf(row, 'ordinal'))
}

function statement(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
  ambiguous: readonly string[],
): Sql {
  const { expressions } = session.dialect
  const { op } = batch
  const found = (field: Part) => expressions.output(targetColumn(field), field.column)
  const after = op === 'delete' ? sql`'{}'` : jsonObject(fields, (field) => of('c', 'a', field))
  const guards = fields.map((field) => unchanged(expressions, field))
  if (ambiguous.length > 0)
    guards.push(sql`c.ordinal not in (${list(ambiguous.map((ordinal) => sql`${ordinal}`))})`)
  return sql`
insert into ${ledgerSql(session).rowChanges} (${JOURNAL_COLUMNS})
select
  ${batch.runId}, c.ordinal, ${batch.tableName}, ${op}, 'applied', c.${sql.id('key')},
  ${jsonObject(fields, found)}, ${after}, c.undoes
from ${changeRows(keys, fields)} c
straight_join ${tableRef(batch.table)} t on ${sameKey(expressions, keys)}
where ${and(guards)}
for update`
}
