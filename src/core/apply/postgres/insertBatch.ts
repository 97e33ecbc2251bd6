/**
 * One batch of inserts: which keys are there already, the rows of all others, and the journal with the rows as the
 * database then stored them. Three statements, because INSERT cannot return what it was made of.
 */
import { textOf, type Session } from '../../database/session'
import { list, sql, tableRef, type Sql } from '../../database/sql'
import { fieldParts, keyParts, rowParts, type Batch } from '../batch'
import { keyChangedError } from '../keyChanged'
import type { Written } from '../writeBatch'
import { changeRows, nameOf, of, sameKey, targetColumn, wholeRow } from './batchSql'
import { held } from './held'
import { executeJournal, journalling } from './journalling'
import { journalLeftOut } from './journalLeftOut'

/** See `BatchWriter`. */
export async function insertBatch(session: Session, batch: Batch): Promise<Written> {
  const present = new Set(await findPresent(session, batch))
  const missing = batch.ordinals.flatMap((ordinal, index) => (present.has(ordinal) ? [] : [index]))
  if (missing.length === 0) return journalLeftOut(session, batch, [])
  const { rowCount } = await session.execute(insertStatement(session, batch, missing), {
    prepared: true,
  })
  const journalled = await executeJournal(session, journalStatement(session, batch, missing))
  if (journalled.length !== rowCount) throw keyChangedError()
  return journalLeftOut(session, batch, journalled)
}

async function findPresent(session: Session, batch: Batch): Promise<readonly number[]> {
  const keys = keyParts(batch)
  const { rows } = await session.execute(
    sql`
with change as materialized (${changeRows(batch, keys, [])})
select c.ordinal::text as ordinal
from change c
where exists (
  select from ${tableRef(batch.table)} t where ${sameKey(session.dialect.expressions, 'c', batch)})`,
    { prepared: true },
  )
  return rows.map((row) => Number(textOf(row, 'ordinal')))
}

function insertStatement({ dialect }: Session, batch: Batch, only: readonly number[]): Sql {
  const fields = fieldParts(batch)
  const names = fields.map(({ column }) => sql.id(column.name))
  const values = fields.map((field) => dialect.expressions.input(of('c', 'a', field), field.column))
  const overriding = fields.some(({ column }) => column.identity === 'always')
  return sql`
with change as materialized (${changeRows(batch, keyParts(batch), fields, only)})
insert into ${tableRef(batch.table)} (${list(names)}) ${overriding ? sql`overriding system value` : sql``}
select ${list(values)} from change c where true${held(dialect.expressions, batch, 'c')}`
}

function journalStatement({ dialect }: Session, batch: Batch, only: readonly number[]): Sql {
  const { expressions } = dialect
  const keys = keyParts(batch)
  const row = rowParts(batch)
  const stored = row.map(
    (part) => sql`${expressions.output(targetColumn(part), part.column)} as ${nameOf('n', part)}`,
  )
  return sql`
with change as materialized (${changeRows(batch, keys, [], only)}),
stored as (
  select c.ordinal, c.key, c.undoes, ${list(stored)}
  from change c
  join ${tableRef(batch.table)} t on ${sameKey(expressions, 'c', batch)}
),
${journalling(batch, sql`stored`, { before: sql`'{}'`, after: wholeRow(row, 'w', 'n') })}`
}
