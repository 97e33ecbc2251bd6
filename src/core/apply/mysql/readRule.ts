/** A constraint of a table, from the catalogue. https://mariadb.com/kb/en/information-schema-tables/ */
import { textOf, type Session } from '../../database/session'
import { sql } from '../../database/sql'
import type { Table } from '../../database/table'
import type { ReadRule, Rule } from '../rules'

export const readMysqlRule: ReadRule = async (session, table, constraint) =>
  (await readUnique(session, table, constraint)) ??
  (await readReference(session, table, constraint)) ??
  readCheck(session, table, constraint)

async function readUnique(
  session: Session,
  { schema, name }: Table,
  constraint: string,
): Promise<Rule | undefined> {
  const { rows } = await session.execute(sql`
select column_name as column_name, if(sub_part is null and column_name is not null, 'whole', 'part') as extent
from information_schema.statistics
where table_schema = ${schema} and table_name = ${name} and index_name = ${constraint} and non_unique = 0
order by seq_in_index`)
  if (rows.length === 0 || rows.some((row) => row['extent'] === 'part')) return undefined
  const columns = rows.map((row) => textOf(row, 'column_name'))
  return { kind: 'unique', name: constraint, columns }
}

/** Of the table to another one, or of another one to the table. */
async function readReference(
  session: Session,
  { schema, name }: Table,
  constraint: string,
): Promise<Rule | undefined> {
  const { rows } = await session.execute(sql`
select
  table_schema as table_schema, table_name as table_name, column_name as column_name,
  referenced_table_schema as other_schema, referenced_table_name as other_name, referenced_column_name as other_column
from information_schema.key_column_usage
where constraint_name = ${constraint} and referenced_table_name is not null
  and ((table_schema = ${schema} and table_name = ${name})
    or (referenced_table_schema = ${schema} and referenced_table_name = ${name}))
order by ordinal_position`)
  const [first] = rows
  if (first === undefined) return undefined
  const from = { schema: textOf(first, 'table_schema'), name: textOf(first, 'table_name') }
  const to = { schema: textOf(first, 'other_schema'), name: textOf(first, 'other_name') }
  const columns = rows.map((row) => textOf(row, 'column_name'))
  const otherColumns = rows.map((row) => textOf(row, 'other_column'))
  return from.schema === schema && from.name === name
    ? { kind: 'reference', name: constraint, columns, other: to, otherColumns }
    : {
        kind: 'referenced',
        name: constraint,
        columns: otherColumns,
        other: from,
        otherColumns: columns,
      }
}

async function readCheck(
  session: Session,
  table: Table,
  constraint: string,
): Promise<Rule | undefined> {
  const { rows } = await session.execute(sql`
select k.check_clause as check_clause
from information_schema.check_constraints k
join information_schema.table_constraints t
  on t.constraint_schema = k.constraint_schema and t.constraint_name = k.constraint_name
where t.constraint_schema = ${table.schema} and t.table_name = ${table.name} and k.constraint_name = ${constraint}`)
  if (rows.length !== 1) return undefined
  const expression = textOf(rows[0] ?? {}, 'check_clause')
  return { kind: 'check', name: constraint, expression, columns: columnsIn(expression, table) }
}

/** The catalogue quotes every name of a column. */
function columnsIn(expression: string, { columns }: Table): readonly string[] {
  const named = new Set(
    [...expression.matchAll(/`((?:[^`]|``)+)`/g)].map(([, name = '']) =>
      name.replaceAll('``', '`'),
    ),
  )
  return columns.map(({ name }) => name).filter((name) => named.has(name))
}
