/** The changes of a staged batch that would break a rule which has refused a row of the run. */
import { textOf, type Session } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import { findColumn, type Column } from '../../database/table'
import type { Row } from '../../util/value'
import type { Batch, Part } from '../batch'
import type { Reference, Rule } from '../rules'
import { changeRows, of, sameKey } from './batchSql'

interface Scope {
  readonly session: Session
  readonly batch: Batch
  readonly keys: readonly Part[]
  readonly fields: readonly Part[]
}

/** Ordinals. */
export async function findHeld(
  session: Session,
  batch: Batch,
  keys: readonly Part[],
  fields: readonly Part[],
): Promise<readonly number[]> {
  const scope = { session, batch, keys, fields }
  const held = new Set<number>()
  for (const rule of batch.rules ?? [])
    for (const ordinal of await findBreaking(scope, rule)) held.add(ordinal)
  return [...held]
}

async function findBreaking(scope: Scope, rule: Rule): Promise<readonly number[]> {
  const query = breaking(scope, rule)
  if (query === undefined) return []
  const { rows } = await scope.session.execute(query)
  const found =
    rule.kind === 'unique' ? rows.filter((row) => !givesUp(scope, rule.columns, row)) : rows
  return found.map((row) => Number(textOf(row, 'ordinal')))
}

/** Undefined where the batch cannot break the rule, or what the rows will have is not known. */
function breaking(scope: Scope, rule: Rule): Sql | undefined {
  const { op } = scope.batch
  if (rule.kind === 'referenced') return op === 'insert' ? undefined : referred(scope, rule)
  const touches = rule.columns.some((name) => fieldOf(scope, name) !== undefined)
  const texts = rule.columns.map((name) => newText(scope, name))
  if (op === 'delete' || !touches || texts.includes(undefined)) return undefined
  const known = texts as readonly Sql[]
  switch (rule.kind) {
    case 'check':
      return refusing(scope, rule.expression, rule.columns, known)
    case 'reference':
      return referring(scope, rule, known)
    case 'unique':
      return taking(scope, rule.columns, known)
  }
}

function fieldOf({ fields }: Scope, name: string): Part | undefined {
  return fields.find(({ column }) => column.name === name)
}

/** What the row will have in a column, as text, unless a trigger has a say. */
function newText(scope: Scope, name: string): Sql | undefined {
  const { session, batch } = scope
  const field = fieldOf(scope, name)
  const column = findColumn(batch.table, name)
  if (column === undefined) return undefined
  if (batch.op === 'insert') {
    if (field !== undefined) return of('c', 'a', field)
    return column.hasDefault === true || column.generated ? undefined : sql`null`
  }
  const own = session.dialect.expressions.output(sql`t.${sql.id(name)}`, column)
  return field === undefined ? own : sql`if(${of('c', 'm', field)}, ${of('c', 'a', field)}, ${own})`
}

/** The staged changes, each with its row where it has one. */
function rows({ session, batch, keys, fields }: Scope): Sql {
  const changes = sql`${changeRows(keys, fields)} c`
  if (batch.op === 'insert') return changes
  return sql`${changes} straight_join ${tableRef(batch.table)} t on ${sameKey(session.dialect.expressions, keys)}`
}

const ORDINAL = sql`cast(c.ordinal as char) as ordinal`

/** A subquery has the new values by the names that the expression knows. */
function refusing(
  scope: Scope,
  expression: string,
  names: readonly string[],
  texts: readonly Sql[],
): Sql {
  const values = names.map(
    (name, index) => sql`${comparable(scope, name, texts[index] ?? sql`null`)} as ${sql.id(name)}`,
  )
  const ordinal = sql.id('drydock ordinal')
  return sql`
select cast(r.${ordinal} as char) as ordinal
from (select c.ordinal as ${ordinal}, ${list(values)} from ${rows(scope)}) r
where not (${sql.raw(expression)})`
}

/** Texts of numbers are ordered as texts. */
function comparable({ batch }: Scope, name: string, text: Sql): Sql {
  const family = findColumn(batch.table, name)?.family ?? 'other'
  return ['integer', 'decimal', 'float'].includes(family) ? sql`(${text} + 0)` : text
}

/** A reference with a null in it refers to nothing. */
function referring(scope: Scope, rule: Reference, texts: readonly Sql[]): Sql {
  const present = texts.map((text) => sql`${text} is not null`)
  const same = sameTexts(scope, 'o', rule.otherColumns, rule.columns, texts)
  return sql`
select ${ORDINAL}
from ${rows(scope)}
where ${and(present)} and not exists (select 1 from ${tableRef(rule.other)} o where ${and(same)})`
}

/** With the key of the row that has the values now. */
function taking(scope: Scope, columns: readonly string[], texts: readonly Sql[]): Sql {
  const { session, batch, keys } = scope
  const { expressions } = session.dialect
  const same = sameTexts(scope, 'u', columns, columns, texts)
  const own = (alias: string, { column }: Part) => sql`${sql.ref(alias)}.${sql.id(column.name)}`
  const owner = keys.map(
    (key) => sql`${expressions.output(own('u', key), key.column)} as ${sql.id(`key ${key.index}`)}`,
  )
  const itself = keys.map((key) => sql`${own('u', key)} <=> ${own('t', key)}`)
  const others = batch.op === 'insert' ? sql`true` : sql`not (${and(itself)})`
  return sql`
select ${ORDINAL}, ${list(owner)}
from ${rows(scope)}
straight_join ${tableRef(batch.table)} u on ${and(same)}
where ${others}`
}

/** Whether a change of the batch takes the values from the row that has them. */
function givesUp({ batch, keys }: Scope, columns: readonly string[], row: Row): boolean {
  const owner = keys.map(({ index }) => row[`key ${index}`] ?? null)
  return batch.changes.some(
    ({ key, after }) =>
      keys.every(({ column }, index) => key[column.name] === owner[index]) &&
      columns.some((name) => name in after),
  )
}

/** Rows of another table refer to what the row has now. */
function referred(scope: Scope, rule: Reference): Sql | undefined {
  const { batch } = scope
  const touching = rule.columns.flatMap((name) => {
    const field = fieldOf(scope, name)
    return field === undefined ? [] : [of('c', 'm', field)]
  })
  if (batch.op === 'update' && touching.length === 0) return undefined
  const touched = batch.op === 'delete' ? sql`true` : sql`(${sql.join(touching, sql` or `)})`
  const same = rule.columns.map(
    (name, index) => sql`o.${sql.id(rule.otherColumns[index] ?? '')} = t.${sql.id(name)}`,
  )
  return sql`
select ${ORDINAL}
from ${rows(scope)}
where ${touched} and exists (select 1 from ${tableRef(rule.other)} o where ${and(same)})`
}

/** That columns of one table have the new values of columns of the target. */
function sameTexts(
  { session, batch }: Scope,
  alias: string,
  names: readonly string[],
  targetNames: readonly string[],
  texts: readonly Sql[],
): readonly Sql[] {
  return names.flatMap((name, index) => {
    const column: Column | undefined = findColumn(batch.table, targetNames[index] ?? '')
    const text = texts[index]
    if (column === undefined || text === undefined) return []
    const own = sql`${sql.ref(alias)}.${sql.id(name)}`
    return [session.dialect.expressions.sameKey(own, text, column)]
  })
}
