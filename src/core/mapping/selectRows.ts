/** The two queries of a mapping: key first, then what is compared, in the order of the key. */
import type { Dialect } from '../database/dialect'
import { and, list, sql, tableRef, type Sql } from '../database/sql'
import type { Column, Table } from '../database/table'
import type { CarriedType } from '../schema/carry'
import type { Input } from './matching/matchValue'
import type { ResolvedMatching } from './matching/resolveMatching'
import type { Read, Side } from './resolution'
import type { ResolvedKey } from './resolveKey'
import type { ResolvedMapping } from './resolveMapping'

/** What a query of one side's rows has besides, or instead. */
export interface Shape {
  /** Selected instead of what is compared. */
  readonly values?: readonly Sql[]
  /** What else the rows have to fulfil. */
  readonly condition?: Sql
  /** A join that leaves only some rows; comes after the table, which is `s`. */
  readonly join?: Sql
  /** The rows may come in any order. */
  readonly unordered?: true
}

/** Columns: the key, then `sourceReads`. */
export function selectSource(dialect: Dialect, resolved: ResolvedMapping, shape: Shape = {}): Sql {
  const { mapping, sourceTable, keys, sourceReads } = resolved
  const selected = shape.values ?? sourceReads.map((read) => readOf(dialect, read))
  const columns = keys.map(({ source, order }) => ({ column: source, order }))
  const conditions = [conditionOf(mapping.source.where), shape.condition]
  return select(dialect, sourceTable, columns, selected, conditions, shape)
}

/** Columns: the key, then `targetReads`, and with `readsHidden` a last one that is `1` for rows that count. */
export function selectTarget(dialect: Dialect, resolved: ResolvedMapping, shape: Shape = {}): Sql {
  const { mapping, targetTable, keys, targetReads, readsHidden } = resolved
  const selected = shape.values ?? targetReads.map((column) => readOf(dialect, { column }))
  const columns = keys.map(({ target, order }) => ({ column: target, order }))
  const condition = conditionOf(mapping.target.where)
  if (!readsHidden || condition === undefined)
    return select(dialect, targetTable, columns, selected, [condition, shape.condition], shape)
  const flag = sql`case when ${condition} then 1 else 0 end`
  return select(dialect, targetTable, columns, [...selected, flag], [shape.condition], shape)
}

/** Columns: the side's own key, the matchers' inputs, and what is compared; in any order of the rows. */
export function selectForMatching(
  dialect: Dialect,
  resolved: ResolvedMapping,
  { own, inputs }: ResolvedMatching,
  side: Side,
): Sql {
  const { keyText } = dialect.expressions
  const reads: readonly Read[] =
    side === 'source' ? resolved.sourceReads : resolved.targetReads.map((column) => ({ column }))
  const values = [
    ...own[side].map((column) => keyText(columnRef(column), column, 'text')),
    ...inputs[side].map((input) => inputOf(dialect, input)),
    ...reads.map((read) => readOf(dialect, read)),
  ]
  const select = side === 'source' ? selectSource : selectTarget
  return select(dialect, { ...resolved, keys: [] }, { values, unordered: true })
}

function inputOf({ expressions }: Dialect, input: Input): Sql {
  if ('operand' in input) return expressions.copied(columnRef(input.operand), input.operand)
  if ('key' in input) return expressions.keyText(columnRef(input.key), input.key, 'text')
  return expressions.keyText(expressionOf(input.expression), input.type, 'text')
}

/** One expression alone, to learn whether it is one and of what type. */
export function selectExpression(table: Table, expression: string): Sql {
  return sql`select ${expressionOf(expression)} as value from ${tableRef(table)} s`
}

/**
 * The same in the only other brackets that there are for it. What closes them itself, to open others, may do so in one
 * of these queries and not in both: here the type is missing, and there a type is one thing too many.
 */
export function castExpression(table: Table, expression: string): Sql {
  return sql`select cast(\n${sql.raw(expression)}\n as char) as value from ${tableRef(table)} s`
}

/** The rows that fulfil a condition, to learn whether it is one. */
export function selectCondition(table: Table, condition: string): Sql {
  return sql`select 1 as value from ${tableRef(table)} s where ${expressionOf(condition)}`
}

type OrderedColumn = { readonly column: Column } & Pick<ResolvedKey, 'order'>

function select(
  dialect: Dialect,
  table: Table,
  keys: readonly OrderedColumn[],
  values: readonly Sql[],
  conditions: readonly (Sql | undefined)[],
  { join, unordered }: Shape,
): Sql {
  const { keyText, keyOrder } = dialect.expressions
  const texts = keys.map(({ column, order }) => keyText(columnRef(column), column, order))
  const orders = keys.map(({ column, order }) => keyOrder(columnRef(column), column, order))
  const named = [...texts, ...values].map(
    (expression, index) => sql`${expression} as ${sql.id(`c${index}`)}`,
  )
  const given = conditions.filter((condition) => condition !== undefined)
  return sql.join(
    [
      sql`select ${list(named)} from ${tableRef(table)} s`,
      ...(join === undefined ? [] : [join]),
      ...(given.length === 0 ? [] : [sql`where ${and(given)}`]),
      ...(unordered === true ? [] : [sql`order by ${list(orders)}`]),
    ],
    sql` `,
  )
}

function readOf({ expressions }: Dialect, read: Read): Sql {
  if ('expression' in read) return expressions.copied(expressionOf(read.expression), read.type)
  const { value, type } = columnValue(read)
  return expressions.copied(value, type)
}

/** A column as it is read. */
export function columnValue({ column, asInteger }: Extract<Read, { readonly column: Column }>): {
  readonly value: Sql
  readonly type: CarriedType
} {
  if (asInteger !== true) return { value: columnRef(column), type: column }
  const value = sql`cast(${columnRef(column)} as integer)`
  return { value, type: { family: 'integer', castType: 'integer' } }
}

/** A mapping's own condition. */
export function conditionOf(where: string | undefined): Sql | undefined {
  return where === undefined ? undefined : expressionOf(where)
}

/** A column of the table that is read. */
export function columnRef({ name }: Column): Sql {
  return sql`s.${sql.id(name)}`
}

/** Its user's own SQL. The line break ends a comment that it may end with. */
function expressionOf(expression: string): Sql {
  return sql`(${sql.raw(expression)}\n)`
}
