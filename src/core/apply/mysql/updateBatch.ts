/**
 * One batch of updates. MariaDB has neither UPDATE … RETURNING nor writing CTEs, so that it takes a statement each
 * to lock, compare and journal the rows, to write them and to see what the database made of them.
 */
import type { Session } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import { fieldParts, keyParts, type Batch, type Part } from '../batch'
import type { Written } from '../writeBatch'
import {
  butFor,
  changeRows,
  jsonObject,
  of,
  sameKey,
  stage,
  targetColumn,
  touched,
} from './batchSql'
import { journalAndLock } from './journalAndLock'
import { parkedValue } from './parking'
import { findLeftOut, journalLeftOut } from './journalLeftOut'
import { requireRows } from './requireRows'

/** See `BatchWriter`. */
export async function updateBatch(session: Session, batch: Batch): Promise<Written> {
  const keys = keyParts(batch)
  const fields = fieldParts(batch)
  const scope = { session, batch, keys, fields }
  await stage(session, batch)
  const applied = await journalAndLock(scope)
  const isWhole = applied === batch.changes.length
  const leftOut = isWhole ? [] : await findLeftOut(session, batch)
  if (applied > 0) {
    const { rowCount } = await session.execute(updateStatement(session, batch, keys, fields))
    requireRows(rowCount, applied)
    if (batch.parked !== undefined)
      await session.execute(unparkStatement(session, batch, keys, fields))
    if (await differsFromPlan(session, batch, keys, fields, leftOut))
      await session.execute(readBackStatement(session, batch, keys, fields))
  }
  return journalLeftOut(scope, leftOut)
}

function updateStatement(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Sql {
  return sql`
update ${joined(session, batch, keys, fields)}
set ${list(fields.map((field) => parkedAssignment(batch, field) ?? assignment(session, field)))}`
}

function parkedAssignment({ parked }: Batch, field: Part): Sql | undefined {
  if (parked?.has(field.column.name) !== true) return undefined
  const value = parkedValue(field.column, sql`c.ordinal`)
  if (value === undefined) return undefined
  return sql`${targetColumn(field)} = if(${touched(field)}, ${value}, ${targetColumn(field)})`
}

/** Gives the parked rows their own values. */
function unparkStatement(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Sql {
  const parked = fields.filter(({ column }) => batch.parked?.has(column.name))
  return sql`
update ${joined(session, batch, keys, fields)}
set ${list(parked.map((field) => assignment(session, field)))}`
}

/**
 * Text is assigned as it is: the server then refuses what the column cannot hold, where a cast would make
 * something else of it. A field that only some rows change gets its own text back in the others.
 */
function assignment({ dialect }: Session, field: Part): Sql {
  const after = of('c', 'a', field)
  const text = field.inAll
    ? after
    : sql`if(${touched(field)}, ${after}, ${dialect.expressions.output(targetColumn(field), field.column)})`
  return sql`${targetColumn(field)} = ${dialect.expressions.input(text, field.column)}`
}

/** Whether triggers or types may have made something else of a value. */
async function differsFromPlan(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
  leftOut: readonly number[],
): Promise<boolean> {
  const { rows } = await session.execute(sql`
select 'yes' as differs
from ${changeRows({ keys, fields, letters: ['m', 'a'] })} c
straight_join ${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}
where not (${isAsPlanned(session, fields)}) and ${butFor(leftOut)}
limit 1`)
  return rows.length > 0
}

function isAsPlanned({ dialect }: Session, fields: readonly Part[]): Sql {
  return and(
    fields.map((field) => {
      const after = of('c', 'a', field)
      const same = dialect.expressions.sameValue(targetColumn(field), after, field.column)
      return field.inAll === true ? same : sql`(not ${touched(field)} or ${same})`
    }),
  )
}

/** The journal then says what the database has. */
function readBackStatement(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Sql {
  const { expressions } = session.dialect
  const stored = (field: Part) => expressions.output(targetColumn(field), field.column)
  return sql`
update ${joined(session, batch, keys, fields)}
set j.${sql.id('after')} = ${jsonObject(fields, stored)}
where not (${isAsPlanned(session, fields)})`
}

/** The changes that were journalled as applied, with their rows. */
function joined(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Sql {
  const { rowChanges } = ledgerSql(session)
  return sql`
${changeRows({ keys, fields, letters: ['m', 'a'] })} c
straight_join ${rowChanges} j on j.run_id = ${batch.runId} and j.ordinal = c.ordinal and j.outcome = 'applied'
straight_join ${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}`
}
