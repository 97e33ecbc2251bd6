/** The two queries of a mapping: key first, then the fields, in the order of the key. */
import type { Dialect } from '../database/dialect'
import { list, sql, tableRef, type Sql } from '../database/sql'
import type { Column, Table } from '../database/table'
import type { ResolvedMapping } from './resolveMapping'

export function selectSource(
  dialect: Dialect,
  { sourceTable, keys, fields }: ResolvedMapping,
): Sql {
  const selected = fields.map(({ source, sourceType }) =>
    'column' in source
      ? dialect.expressions.copied(columnRef(source.column), source.column)
      : dialect.expressions.copied(expressionOf(source.expression), sourceType),
  )
  const keyColumns = keys.map(({ source, order }) => ({ column: source, order }))
  return select(dialect, sourceTable, keyColumns, selected)
}

export function selectTarget(
  dialect: Dialect,
  { targetTable, keys, fields }: ResolvedMapping,
): Sql {
  const selected = fields.map(({ target }) => dialect.expressions.copied(columnRef(target), target))
  const keyColumns = keys.map(({ target, order }) => ({ column: target, order }))
  return select(dialect, targetTable, keyColumns, selected)
}

/** One expression alone, to learn whether it is one and of what type. */
export function selectExpression(table: Table, expression: string): Sql {
  return sql`select ${expressionOf(expression)} as value from ${tableRef(table)} s`
}

function select(
  dialect: Dialect,
  table: Table,
  keys: readonly {
    readonly column: Column
    readonly order: ResolvedMapping['keys'][number]['order']
  }[],
  fields: readonly Sql[],
): Sql {
  const { keyText, keyOrder } = dialect.expressions
  const texts = keys.map(({ column, order }) => keyText(columnRef(column), column, order))
  const orders = keys.map(({ column, order }) => keyOrder(columnRef(column), column, order))
  const named = [...texts, ...fields].map(
    (expression, index) => sql`${expression} as ${sql.id(`c${index}`)}`,
  )
  return sql`select ${list(named)} from ${tableRef(table)} s order by ${list(orders)}`
}

function columnRef({ name }: Column): Sql {
  return sql`s.${sql.id(name)}`
}

/** Its user's own SQL. The line break ends a comment that it may end with. */
function expressionOf(expression: string): Sql {
  return sql`(${sql.raw(expression)}\n)`
}
