/** Conditions on the rows of a batch: that they break no rule that has refused a row of the run, and where they are. */
import type { ValueExpressions } from '../../database/dialect'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import { findColumn } from '../../database/table'
import { fieldParts, keyParts, type Batch, type Part } from '../batch'
import type { Reference, Rule } from '../rules'
import { of, touched } from './batchSql'
import { traced } from './trace'

/** Begins with `and`, or is empty. `alias` is the table of the changes. */
export function held(expressions: ValueExpressions, batch: Batch, alias: string): Sql {
  const conditions = (batch.rules ?? []).flatMap(
    (rule) => condition({ expressions, batch, alias }, rule) ?? [],
  )
  const all = conditions.map((one) => sql` and ${one}`)
  return sql`${sql.join(all, sql``)}${traces(batch, sql.ref(`${alias}.ordinal`))}`
}

/** Remembers the row, in a batch that is traced. */
export function traces(batch: Batch, ordinal: Sql): Sql {
  if (batch.traced !== true) return sql``
  return sql` and ${traced(ordinal, batch.op === 'insert' ? undefined : sql`t.ctid`)}`
}

interface Scope {
  readonly expressions: ValueExpressions
  readonly batch: Batch
  readonly alias: string
}

/** Undefined where the batch cannot break the rule, or what the row will have is not known. */
function condition(scope: Scope, rule: Rule): Sql | undefined {
  const { op } = scope.batch
  if (rule.kind === 'referenced') return op === 'insert' ? undefined : stillNeeded(scope, rule)
  if (op === 'delete') return undefined
  const touches = rule.columns.some((name) => fieldOf(scope, name) !== undefined)
  const values = rule.columns.map((name) => newValue(scope, name))
  if (!touches || values.includes(undefined)) return undefined
  const known = values as readonly Sql[]
  switch (rule.kind) {
    case 'check':
      return holdsFor(rule.expression, rule.columns, known)
    case 'reference':
      return isThere(rule, known)
    case 'unique':
      return isFree(scope, rule.columns, known)
  }
}

function fieldOf({ batch }: Scope, name: string): Part | undefined {
  return fieldParts(batch).find(({ column }) => column.name === name)
}

/** What the row will have in a column, unless a trigger has a say. */
function newValue(scope: Scope, name: string): Sql | undefined {
  const { batch, expressions, alias } = scope
  const field = fieldOf(scope, name)
  const own = sql`t.${sql.id(name)}`
  if (field === undefined) {
    if (batch.op !== 'insert') return own
    const column = findColumn(batch.table, name)
    return column === undefined || column.hasDefault === true || column.generated
      ? undefined
      : sql`null::${sql.raw(column.castType)}`
  }
  const given = expressions.input(of(alias, 'a', field), field.column)
  if (batch.op === 'insert') return given
  return sql`case when ${touched(alias, field)} then ${given} else ${own} end`
}

function holdsFor(expression: string, columns: readonly string[], values: readonly Sql[]): Sql {
  const row = columns.map((name, index) => sql`${values[index] ?? sql`null`} as ${sql.id(name)}`)
  return sql`(select ${sql.raw(expression)} from (select ${list(row)}) as drydock_row) is not false`
}

/** A reference with a null in it refers to nothing. */
function isThere({ other, otherColumns }: Reference, values: readonly Sql[]): Sql {
  const same = otherColumns.map(
    (name, index) => sql`o.${sql.id(name)} = ${values[index] ?? sql`null`}`,
  )
  const absent = values.map((value) => sql`${value} is null`)
  return sql`(${sql.join(absent, sql` or `)} or exists (select from ${tableRef(other)} o where ${and(same)}))`
}

/** Nobody else has the values, save rows of the batch that give them up. */
function isFree(scope: Scope, columns: readonly string[], values: readonly Sql[]): Sql {
  const { batch } = scope
  const same = columns.map((name, index) => sql`u.${sql.id(name)} = ${values[index] ?? sql`null`}`)
  const taken = sql`select from ${tableRef(batch.table)} u where ${and(same)}`
  if (batch.op === 'insert') return sql`not exists (${taken})`
  const itself = keyParts(batch).map(
    ({ column }) => sql`u.${sql.id(column.name)} = t.${sql.id(column.name)}`,
  )
  return sql`not exists (${taken} and not (${and(itself)}) and ${keyOf('u', batch)} not in (${leaving(scope, columns)}))`
}

function keyOf(alias: string, batch: Batch): Sql {
  const names = keyParts(batch).map(({ column }) => sql`${sql.ref(alias)}.${sql.id(column.name)}`)
  return sql`(${list(names)})`
}

/** The keys of rows that change something in these columns. */
function leaving(scope: Scope, columns: readonly string[]): Sql {
  const { expressions, batch } = scope
  const keys = keyParts(batch).map((key) => expressions.input(of('m', 'k', key), key.column))
  const changes = columns.flatMap((name) => {
    const field = fieldOf(scope, name)
    return field === undefined ? [] : [touched('m', field)]
  })
  return sql`select ${list(keys)} from change m where ${sql.join(changes, sql` or `)}`
}

/** No row of the other table refers to what the row has now. */
function stillNeeded(scope: Scope, rule: Reference): Sql | undefined {
  const { batch } = scope
  const same = rule.columns.map(
    (name, index) => sql`o.${sql.id(rule.otherColumns[index] ?? '')} = t.${sql.id(name)}`,
  )
  const free = sql`not exists (select from ${tableRef(rule.other)} o where ${and(same)})`
  if (batch.op === 'delete') return free
  const touching = rule.columns.flatMap((name) => {
    const field = fieldOf(scope, name)
    return field === undefined ? [] : [touched(scope.alias, field)]
  })
  return touching.length === 0
    ? undefined
    : sql`(not (${sql.join(touching, sql` or `)}) or ${free})`
}
