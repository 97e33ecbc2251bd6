/**
 * One batch of updates: find and lock the rows, compare each with its *before*, write those that are unchanged
 * and journal them with the values as the database had and then stored them, all in one statement. The rows
 * that it left out are journalled by a second one, see `journalLeftOut.ts`.
 */
import type { Column } from '../../database/table'
import type { Session } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import { checkConstraints } from './checkConstraints'
import { parkedValue } from './parking'
import { held, traces } from './held'
import { executeJournal, journalling } from './journalling'
import { journalLeftOut } from './journalLeftOut'
import type { ValueExpressions } from '../../database/dialect'
import { fieldParts, isUniqueKey, keyParts, type Batch, type Part } from '../batch'
import type { Written } from '../writeBatch'
import {
  batchRows,
  changeRows,
  jsonObject,
  nameOf,
  of,
  sameKey,
  targetColumn,
  touched,
  unchanged,
} from './batchSql'

/** See `BatchWriter`. */
export async function updateBatch(session: Session, batch: Batch): Promise<Written> {
  const written =
    batch.parked === undefined
      ? await executeJournal(session, updateStatement(session, batch))
      : await updateParked(session, batch)
  return journalLeftOut(session, batch, written)
}

/** No row may refer to what parked rows have for a moment: what can be deferred is not checked before it is over. */
async function updateParked(session: Session, batch: Batch): Promise<readonly number[]> {
  await checkConstraints(session, 'deferred')
  const written = await executeJournal(session, updateStatement(session, batch))
  if (written.length > 0)
    await session.execute(unparkStatement(session, batch, written), { prepared: true })
  await checkConstraints(session, 'immediate')
  return written
}

function isParked({ parked }: Batch, { column }: Part): boolean {
  return parked?.has(column.name) ?? false
}

function parkedOrAfter(
  expressions: ValueExpressions,
  batch: Batch,
  alias: string,
  field: Part,
): Sql {
  const ordinal = sql.ref(`${alias}.ordinal`)
  const parked = isParked(batch, field) ? parkedValue(field.column, ordinal) : undefined
  return parked ?? expressions.input(of(alias, 'a', field), field.column)
}

/** Gives the parked rows their own values. */
function unparkStatement({ dialect }: Session, batch: Batch, written: readonly number[]): Sql {
  const { expressions } = dialect
  const keys = keyParts(batch)
  const parked = fieldParts(batch).filter((field) => isParked(batch, field))
  const done = new Set(written)
  const only = batch.ordinals.flatMap((ordinal, index) => (done.has(ordinal) ? [index] : []))
  const assignments = parked.map((field) => {
    const after = expressions.input(of('c', 'a', field), field.column)
    return sql`${sql.id(field.column.name)} = case when ${touched('c', field)} then ${after} else ${targetColumn(field)} end`
  })
  return sql`
with change as materialized (${changeRows(batch, keys, parked, only)})
update ${tableRef(batch.table)} t
set ${list(assignments)}
from change c
where ${sameKey(expressions, 'c', batch)}${traces(batch, sql`c.ordinal`)}`
}

/** Returns the ordinals of the changes that were written. */
function updateStatement({ dialect }: Session, batch: Batch): Sql {
  const { expressions } = dialect
  const fields = fieldParts(batch)
  const isKnown =
    isUniqueKey(batch.table, keyParts(batch)) && fields.every(({ column }) => hasOneText(column))
  return sql`
with change as materialized (${batchRows(batch)}),
${isKnown ? writeKnown(expressions, batch) : writeFound(expressions, batch)},
${journalling(batch, sql`written`, {
  before: jsonObject(fields, 'w', 'o'),
  after: jsonObject(fields, 'w', 'n'),
})}`
}

/** Values that are equal have the same text: what the guard finds unchanged is what the plan has. */
function hasOneText({ family, castType, scale }: Column): boolean {
  if (family === 'decimal') return scale !== undefined
  if (family === 'text') return ['text', 'character varying'].includes(castType)
  return family !== 'float' && family !== 'json'
}

/** Each key is in one row at most, and what it holds is known beforehand: one look at each row. */
function writeKnown(expressions: ValueExpressions, batch: Batch): Sql {
  const fields = fieldParts(batch)
  const guards = fields.map((field) => unchanged(expressions, 'c', field))
  const found = (field: Part) => of('c', 'b', field)
  return sql`
written as (
  update ${tableRef(batch.table)} t
  set ${list(fields.map((field) => assignment(expressions, batch, 'c', field)))}
  from change c
  where ${sameKey(expressions, 'c', batch)} and ${and(guards)}${held(expressions, batch, 'c')}
  returning c.ordinal, c.key, c.undoes, ${list(fields.map((field) => returned(expressions, batch, 'c', field, found(field))))}
)`
}

/**
 * No join of one step's rows with another's: the planner guesses that a batch has ten rows, and would compare every row
 * of one with every row of the other.
 */
function writeFound(expressions: ValueExpressions, batch: Batch): Sql {
  const fields = fieldParts(batch)
  const table = tableRef(batch.table)
  const found = fields.map(
    (field) =>
      sql`${expressions.output(targetColumn(field), field.column)} as ${nameOf('o', field)}`,
  )
  return sql`
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
  update ${table} t
  set ${list(fields.map((field) => assignment(expressions, batch, 'f', field)))}
  from counted f
  where f.rows = 1 and f.unchanged and ${sameKey(expressions, 'f', batch)}${held(expressions, batch, 'f')}
  returning f.ordinal, f.key, f.undoes, ${list(fields.map((field) => returned(expressions, batch, 'f', field, of('f', 'o', field))))}
)`
}

function assignment(expressions: ValueExpressions, batch: Batch, alias: string, field: Part): Sql {
  const after = parkedOrAfter(expressions, batch, alias, field)
  return sql`${sql.id(field.column.name)} = case when ${touched(alias, field)} then ${after} else ${targetColumn(field)} end`
}

/** For the journal: whether the row's field changes, from what and to what. */
function returned(
  expressions: ValueExpressions,
  batch: Batch,
  alias: string,
  field: Part,
  found: Sql,
): Sql {
  // What a parked row will get is not there yet.
  const stored = isParked(batch, field)
    ? of(alias, 'a', field)
    : expressions.output(targetColumn(field), field.column)
  return sql`${touched(alias, field)} as ${nameOf('m', field)}, ${found} as ${nameOf('o', field)}, ${stored} as ${nameOf('n', field)}`
}
