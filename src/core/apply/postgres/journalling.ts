/** The end of a batch's statement: what is done goes into the journal, and the caller hears of which changes. */
import type { Session } from '../../database/session'
import { sql, type Sql } from '../../database/sql'
import type { Batch } from '../batch'

/**
 * Journals the rows of the common table expression `rows`, which are called `w` in `before` and `after`. One value comes
 * back for all of them: to send and to read a row for each would take longer than to find the row in its table.
 */
export function journalling(
  { runId, tableName, op }: Batch,
  rows: Sql,
  { before, after }: { readonly before: Sql; readonly after: Sql },
): Sql {
  return sql`journal as (
  insert into drydock.row_changes (run_id, ordinal, table_name, op, outcome, key, before, after, undoes)
  select
    ${runId}::text, w.ordinal, ${tableName}::text, ${op}::text, 'applied', w.key::json,
    (${before})::json, (${after})::json, w.undoes
  from ${rows} w
  returning ordinal
)
select string_agg(ordinal::text, ',') as ordinals from journal`
}

/** The ordinals that a statement with `journalling` at its end has journalled. */
export async function executeJournal(session: Session, statement: Sql): Promise<readonly number[]> {
  const { rows } = await session.execute(statement, { prepared: true })
  const ordinals = rows[0]?.['ordinals'] ?? ''
  return ordinals === '' ? [] : ordinals.split(',').map(Number)
}
