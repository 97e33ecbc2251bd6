/**
 * One batch of updates. MariaDB has neither UPDATE … RETURNING nor writing CTEs, so that it takes a statement each
 * to lock, compare and journal the rows, to write them and to see what the database made of them.
 */
import type { Session } from '../../database/session'
import { and, list, sql, type Sql } from '../../database/sql'
import { fieldParts, keyParts, type Batch, type Part } from '../batch'
import type { Written } from '../writeBatch'
import { butFor, jsonObject, of, stage, targetColumn, ifTouched, unlessTouched } from './batchSql'
import { changesAndRows, joinApplied, lookAtIndexes } from './changesAndRows'
import type { Scope } from './holding'
import { journalAndLock } from './journalAndLock'
import { parkedValue } from './parking'
import { findLeftOut, journalLeftOut } from './journalLeftOut'
import { requireRows } from './requireRows'

/** See `BatchWriter`. */
export async function updateBatch(session: Session, batch: Batch): Promise<Written> {
  const scope = { session, batch, keys: keyParts(batch), fields: fieldParts(batch) }
  await lookAtIndexes(scope)
  await stage(session, batch)
  const applied = await journalAndLock(scope)
  const isWhole = applied === batch.changes.length
  const leftOut = isWhole ? [] : await findLeftOut(session, batch)
  if (applied > 0) {
    const { rowCount } = await session.execute(updateStatement(scope))
    requireRows(rowCount, applied)
    if (batch.parked !== undefined) await session.execute(unparkStatement(scope))
    if (await differsFromPlan(scope, leftOut)) await session.execute(readBackStatement(scope))
  }
  return journalLeftOut(scope, leftOut)
}

function updateStatement(scope: Scope): Sql {
  const { session, batch, fields } = scope
  return sql`
update ${joined(scope)}
set ${list(fields.map((field) => parkedAssignment(batch, field) ?? assignment(session, field)))}`
}

function parkedAssignment({ parked }: Batch, field: Part): Sql | undefined {
  if (parked?.has(field.column.name) !== true) return undefined
  const value = parkedValue(field.column, sql`c.ordinal`)
  if (value === undefined) return undefined
  return sql`${targetColumn(field)} = ${ifTouched(field, value, targetColumn(field))}`
}

/** Gives the parked rows their own values. */
function unparkStatement(scope: Scope): Sql {
  const { session, batch, fields } = scope
  const parked = fields.filter(({ column }) => batch.parked?.has(column.name))
  return sql`
update ${joined(scope)}
set ${list(parked.map((field) => assignment(session, field)))}`
}

/**
 * Text is assigned as it is: the server then refuses what the column cannot hold, where a cast would make
 * something else of it. A field that only some rows change gets its own text back in the others.
 */
function assignment({ dialect }: Session, field: Part): Sql {
  const own = dialect.expressions.output(targetColumn(field), field.column)
  const text = ifTouched(field, of('c', 'a', field), own)
  return sql`${targetColumn(field)} = ${dialect.expressions.input(text, field.column)}`
}

/** Whether triggers or types may have made something else of a value. */
async function differsFromPlan(scope: Scope, leftOut: readonly number[]): Promise<boolean> {
  const { session, fields } = scope
  const { rows } = await session.execute(sql`
select 'yes' as differs
from ${changesAndRows(scope, { fields, letters: ['m', 'a'] })}
where not (${isAsPlanned(session, fields)}) and ${butFor(leftOut)}
limit 1`)
  return rows.length > 0
}

function isAsPlanned({ dialect }: Session, fields: readonly Part[]): Sql {
  return and(
    fields.map((field) => {
      const after = of('c', 'a', field)
      const same = dialect.expressions.sameValue(targetColumn(field), after, field.column)
      return unlessTouched(field, same)
    }),
  )
}

/** The journal then says what the database has. */
function readBackStatement(scope: Scope): Sql {
  const { session, fields } = scope
  const { expressions } = session.dialect
  const stored = (field: Part) => expressions.output(targetColumn(field), field.column)
  return sql`
update ${joined(scope)}
set j.${sql.id('after')} = ${jsonObject(fields, stored)}
where not (${isAsPlanned(session, fields)})`
}

/** The changes that were journalled as applied, with their rows. */
function joined(scope: Scope): Sql {
  const { fields } = scope
  return changesAndRows(scope, { fields, letters: ['m', 'a'] }, joinApplied(scope))
}
