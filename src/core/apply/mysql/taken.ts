/** The changes of a staged batch that want a value under a unique key which another row keeps. */
import { textOf } from '../../database/session'
import { and, list, sql, tableRef, type Sql } from '../../database/sql'
import type { Row } from '../../util/value'
import { changeRows } from './batchSql'
import { changesAndRows } from './changesAndRows'
import { newTexts, sameTexts, type Scope } from './holding'

/** Ordinals. Rows that give their values up in the same batch are in nobody's way. */
export async function findTaken(scope: Scope): Promise<readonly number[]> {
  const taken = new Set<number>()
  for (const rule of scope.batch.rules ?? []) {
    const texts = rule.kind === 'unique' ? newTexts(scope, rule.columns) : undefined
    if (texts === undefined) continue
    const { rows } = await scope.session.execute(owners(scope, rule.columns, texts))
    for (const row of rows)
      if (!givesUp(scope, rule.columns, row)) taken.add(Number(textOf(row, 'ordinal')))
  }
  return [...taken]
}

/** With the key of the row that has the values now. */
function owners(scope: Scope, columns: readonly string[], texts: ReadonlyMap<string, Sql>): Sql {
  const { session, batch, keys } = scope
  const { expressions } = session.dialect
  const fields = scope.fields.filter(({ column }) => columns.includes(column.name))
  const letters = ['m', 'a'] as const
  const isGiven = batch.changes.every(({ after }) => columns.every((name) => name in after))
  const changes =
    batch.op === 'insert' || isGiven
      ? sql`${changeRows({ fields, letters })} c`
      : changesAndRows(scope, { fields, letters })
  const key = keys.map(
    ({ column, index }) =>
      sql`${expressions.output(sql`u.${sql.id(column.name)}`, column)} as ${sql.id(`key ${index}`)}`,
  )
  return sql`
select cast(c.ordinal as char) as ordinal, ${list(key)}
from ${changes}
straight_join ${tableRef(batch.table)} u on ${and(sameTexts(scope, 'u', columns, texts))}`
}

/** Whether the row that has the values is one that the batch changes in them, the change's own row among these. */
function givesUp({ batch, keys }: Scope, columns: readonly string[], row: Row): boolean {
  if (batch.op !== 'update') return false
  const owner = keys.map(({ index }) => row[`key ${index}`] ?? null)
  return batch.changes.some(
    ({ key, after }) =>
      keys.every(({ column }, index) => key[column.name] === owner[index]) &&
      columns.some((name) => name in after),
  )
}
