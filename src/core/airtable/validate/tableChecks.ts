/** Whether the rows of synced tables are sound in themselves. Reads only. */
import { textOf, type Session } from '../../database/session'
import { and, integerLiteral, list, sql, tableRef, type Sql } from '../../database/sql'
import type { ResolvedColumn, ResolvedTable } from '../plan/resolvedSync'
import { MOST_EXAMPLES, type Issue, type ValidatedTable } from './validation'

/** A statement for each thing that may be wrong. */
export async function checkTable(
  session: Session,
  table: ResolvedTable,
  tables: readonly ResolvedTable[],
): Promise<readonly Issue[]> {
  const checks = [
    ...duplicates(table),
    ...table.columns.flatMap((column) => checksOf(table, column, tables)),
  ]
  const issues: Issue[] = []
  for (const check of checks) {
    const { rows } = await session.execute(sql`
select
  count(*)::text as rows,
  coalesce(array_to_json((array_agg(found.example order by found.example))[1:${integerLiteral(MOST_EXAMPLES)}])::text, '[]') as examples
from (${check.found}) found`)
    const row = rows[0] ?? {}
    const count = Number(textOf(row, 'rows'))
    if (count === 0) continue
    const { kind, column } = check
    issues.push({
      ...{ kind, table: table.spec.name, rows: count },
      ...(column !== undefined && { column }),
      examples: JSON.parse(textOf(row, 'examples')) as string[],
    })
  }
  return issues
}

interface Check extends Pick<Issue, 'kind' | 'column'> {
  /** A query with the column `example`, a line each for the rows that are not sound. */
  readonly found: Sql
}

const column = (name: string): Sql => sql.id('t', name)

/** Rows that a sync knows, and that are active where the table says so. */
function activeRows({ table, rowId, own }: ResolvedTable): Sql {
  const isActive =
    own.isActive === undefined ? sql`true` : sql`${column(own.isActive.name)} is not false`
  return sql`from ${tableRef(table)} t where ${column(rowId.name)} is not null and ${isActive}`
}

function duplicates(table: ResolvedTable): readonly Check[] {
  const names = table.identity?.flatMap((place) => table.columns[place]?.column.name ?? []) ?? []
  if (names.length === 0) return []
  const values = names.map((name) => sql`${column(name)}::text`)
  return [
    {
      kind: 'duplicate',
      column: names.join(', '),
      found: sql`
select concat_ws(' · ', ${list(values)}) as example
${activeRows(table)} and ${and(names.map((name) => sql`${column(name)} is not null`))}
group by ${list(names.map(column))}
having count(*) > 1`,
    },
  ]
}

function checksOf(
  table: ResolvedTable,
  resolved: ResolvedColumn,
  tables: readonly ResolvedTable[],
): readonly Check[] {
  const { spec, column: target, link } = resolved
  const { name } = target
  const rows = activeRows(table)
  const example = sql`${column(table.rowId.name)}::text as example`
  const checks: Check[] = []
  if (spec.required)
    checks.push({
      ...{ kind: link === undefined ? 'required' : 'orphan', column: name },
      found: sql`select ${example} ${rows} and ${column(name)} is null`,
    })
  if (spec.allowed.length > 0)
    checks.push({
      ...{ kind: 'check', column: name },
      found: sql`select ${column(name)}::text as example ${rows} and ${column(name)}::text not in (${list(spec.allowed.map((one) => sql`${one}::text`))})`,
    })
  const parent = tables.find((one) => one.spec.name === link?.table)
  return parent === undefined ? checks : [...checks, ...linkChecks(table, name, parent)]
}

function linkChecks(table: ResolvedTable, name: string, parent: ResolvedTable): readonly Check[] {
  if (parent.reference === undefined) return []
  const rows = activeRows(table)
  const example = sql`${column(table.rowId.name)}::text as example`
  const is = sql`${sql.id('p', parent.reference.name)} = ${column(name)}`
  const { isActive } = parent.own
  const leads = (also: Sql) =>
    sql`exists (select from ${tableRef(parent.table)} p where ${is}${also})`
  return [
    {
      ...{ kind: 'broken', column: name },
      found: sql`select ${example} ${rows} and ${column(name)} is not null and not ${leads(sql``)}`,
    },
    ...(isActive === undefined
      ? []
      : [
          {
            ...{ kind: 'inactive' as const, column: name },
            found: sql`select ${example} ${rows} and ${leads(sql` and ${sql.id('p', isActive.name)} is false`)}`,
          },
        ]),
  ]
}

/** How many rows there are. */
export async function countTable(
  session: Session,
  { table, rowId, own }: ResolvedTable,
): Promise<Pick<ValidatedTable, 'rows' | 'active'>> {
  const isActive =
    own.isActive === undefined ? sql`true` : sql`${column(own.isActive.name)} is not false`
  const { rows } = await session.execute(sql`
select count(*)::text as rows, (count(*) filter (where ${isActive}))::text as active
from ${tableRef(table)} t
where ${column(rowId.name)} is not null`)
  const row = rows[0] ?? {}
  return { rows: Number(textOf(row, 'rows')), active: Number(textOf(row, 'active')) }
}
