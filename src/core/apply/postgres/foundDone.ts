/**
 * Changes that are there already, although no journal says so: of a transaction whose commit one server had carried out when
 * another failed. They are journalled as what they are, so that they are not taken for somebody else's and can be undone.
 */
import type { Session } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import { fieldParts, keyParts, rowParts, type Batch } from '../batch'
import {
  changeRows,
  jsonObject,
  nameOf,
  of,
  sameKey,
  targetColumn,
  touched,
  wholeRow,
} from './batchSql'
import { executeJournal, journalling } from './journalling'

/** Returns the ordinals of the changes that it has journalled. */
export function journalFoundDone(session: Session, batch: Batch): Promise<readonly number[]> {
  const statement = batch.op === 'delete' ? foundGone(session, batch) : foundThere(session, batch)
  return executeJournal(session, statement)
}

/** Rows with all values that they should get. A key that is in several rows says nothing. */
function foundThere({ dialect: { expressions } }: Session, batch: Batch): Sql {
  const fields = fieldParts(batch)
  const row = rowParts(batch)
  const same = fields.map((field) => {
    const value = expressions.sameValue(targetColumn(field), of('c', 'a', field), field.column)
    return sql`(not ${touched('c', field)} or ${value})`
  })
  const planned = fields.map(
    (field) =>
      sql`${touched('c', field)} as ${nameOf('m', field)}, ${of('c', 'b', field)}, ${of('c', 'a', field)}`,
  )
  const stored = row.map(
    (part) => sql`${expressions.output(targetColumn(part), part.column)} as ${nameOf('n', part)}`,
  )
  const isInsert = batch.op === 'insert'
  return sql`
with change as materialized (${changeRows(batch, keyParts(batch), fields)}),
judged as (
  select c.ordinal, c.key, c.undoes, ${list(isInsert ? stored : planned)}, ${and(same)} as there,
    count(*) over (partition by c.ordinal) as rows
  from change c
  join ${tableRef(batch.table)} t on ${sameKey(expressions, 'c', batch)}
),
found as (select * from judged where there and rows = 1),
${journalling(batch, sql`found`, {
  before: isInsert ? sql`'{}'` : jsonObject(fields, 'w', 'b'),
  after: isInsert ? wholeRow(row, 'w', 'n') : jsonObject(fields, 'w', 'a'),
})}`
}

function foundGone({ dialect: { expressions } }: Session, batch: Batch): Sql {
  const [keys, fields] = [keyParts(batch), fieldParts(batch)]
  return sql`
with change as materialized (${changeRows(batch, keys, fields)}),
gone as (
  select c.* from change c
  where not exists (select from ${tableRef(batch.table)} t where ${sameKey(expressions, 'c', batch)})
),
${journalling(batch, sql`gone`, { before: jsonObject(fields, 'w', 'b'), after: sql`'{}'` })}`
}
