/** Finds and locks the rows of a staged batch, compares each with its *before* and journals those that are unchanged. */
import type { Session } from '../../database/session'
import { textOf } from '../../database/session'
import { and, sql, type Sql } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Batch, Part } from '../batch'
import { isUniqueKey } from '../batch'
import { holds, type Scope } from './holding'
import { findTaken } from './taken'
import { changesAndRows } from './changesAndRows'
import {
  butFor,
  JOURNAL_COLUMNS,
  jsonObject,
  of,
  targetColumn,
  unchanged,
  undone,
} from './batchSql'

/**
 * Returns how many were journalled as applied: exactly those have to be written now. What is not unchanged, or would
 * break a rule of the batch, is not among them.
 */
export async function journalAndLock(scope: Scope): Promise<number> {
  const { session, batch, keys } = scope
  const ambiguous = isUniqueKey(batch.table, keys) ? [] : await findAmbiguous(session, batch, keys)
  const without = [...(await findTaken(scope)), ...ambiguous]
  const { rowCount } = await session.execute(statement(scope, without))
  return rowCount
}

/** Ordinals whose key is in more than one row: none of those is touched. */
async function findAmbiguous(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
): Promise<readonly number[]> {
  const { rows } = await session.execute(sql`
select cast(c.ordinal as char) as ordinal
from ${changesAndRows({ session, batch, keys })}
group by c.ordinal
having count(*) > 1`)
  return rows.map((row) => Number(textOf(row, 'ordinal')))
}

function statement(scope: Scope, without: readonly number[]): Sql {
  const { session, batch, fields } = scope
  const { expressions } = session.dialect
  const { op } = batch
  const found = (field: Part) => expressions.output(targetColumn(field), field.column)
  const after = op === 'delete' ? sql`'{}'` : jsonObject(fields, (field) => of('c', 'a', field))
  const guards = fields.map((field) => unchanged(expressions, field))
  return sql`
insert into ${ledgerSql(session).rowChanges} (${JOURNAL_COLUMNS})
select
  ${batch.runId}, c.ordinal, ${batch.tableName}, ${op}, 'applied', c.${sql.id('key')},
  ${jsonObject(fields, found)}, ${after}, ${undone(batch)}
from ${changesAndRows(scope, { fields, journal: batch })}
where ${and(guards)} and ${butFor(without)} and ${holds(scope)}
for update`
}
