/** One batch of deletes: as updates, of rows that are still what the plan saw in every column. */
import type { Session } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import { fieldParts, type Batch } from '../batch'
import type { Written } from '../writeBatch'
import {
  batchRows,
  jsonObject,
  nameOf,
  of,
  sameKey,
  targetColumn,
  touched,
  unchanged,
} from './batchSql'
import { held } from './held'
import { executeJournal, journalling } from './journalling'
import { journalLeftOut } from './journalLeftOut'

/** See `BatchWriter`. */
export async function deleteBatch(session: Session, batch: Batch): Promise<Written> {
  const deleted = await executeJournal(session, deleteStatement(session, batch))
  return journalLeftOut(session, batch, deleted)
}

/** Returns the ordinals of the changes that were written. */
function deleteStatement({ dialect }: Session, batch: Batch): Sql {
  const { expressions } = dialect
  const fields = fieldParts(batch)
  const table = tableRef(batch.table)
  const found = fields.map(
    (field) =>
      sql`${expressions.output(targetColumn(field), field.column)} as ${nameOf('o', field)}`,
  )
  const returned = fields.map(
    (field) => sql`${touched('f', field)} as ${nameOf('m', field)}, ${of('f', 'o', field)}`,
  )
  return sql`
with change as materialized (${batchRows(batch)}),
found as materialized (
  select c.*, ${and(fields.map((field) => unchanged(expressions, 'c', field)))} as unchanged, ${list(found)}
  from change c
  join ${table} t on ${sameKey(expressions, 'c', batch)}
  for update of t
),
counted as (
  select f.*, count(*) over (partition by f.ordinal) as rows from found f
),
written as (
  delete from ${table} t
  using counted f
  where f.rows = 1 and f.unchanged and ${sameKey(expressions, 'f', batch)}${held(expressions, batch, 'f')}
  returning f.ordinal, f.key, f.undoes, ${list(returned)}
),
${journalling(batch, sql`written`, { before: jsonObject(fields, 'w', 'o'), after: sql`'{}'` })}`
}
