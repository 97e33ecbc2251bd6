/** Values that changes take from rows which earlier changes of the plan have made: found when those are there. */
import { textOf, type Session } from '../database/session'
import { and, sql, tableRef } from '../database/sql'
import { displayTable, findColumn, type Column, type Table } from '../database/table'
import type { Failure } from '../ledger/journal'
import type { RowChange, RowReference } from '../plan/plan'
import type { Value } from '../util/value'
import { pick, type Batch } from './batch'

export interface ResolvedReferences {
  /** The changes whose references were found, with what was found. */
  readonly batch: Batch
  /** Those that refer to rows which are not there. */
  readonly failures: readonly Failure[]
}

/** To be called in the batch's transaction. Writes nothing. */
export async function resolveReferences(
  session: Session,
  batch: Batch,
): Promise<ResolvedReferences> {
  const references = batch.changes.flatMap((change) => Object.values(change.references ?? {}))
  if (references.length === 0) return { batch, failures: [] }
  const found = new Map<string, Value>()
  for (const group of groupBy(references)) await readValues(session, group, batch.tables, found)
  const failures: Failure[] = []
  const kept: number[] = []
  const changes = batch.changes.map((change, index) => {
    const resolved = withValues(change, found)
    if ('missing' in resolved) {
      failures.push({
        change,
        ordinal: batch.ordinals[index] ?? 0,
        error: notThere(resolved.missing),
      })
      return change
    }
    kept.push(index)
    return resolved.change
  })
  return { batch: pick({ ...batch, changes }, kept), failures }
}

function notThere({ table, key }: RowReference): Failure['error'] {
  const row = Object.entries(key).map(([name, value]) => `${name} ${value ?? 'null'}`)
  const message = `it refers to the row of "${table}" with ${row.join(', ')}, which is not there`
  return { code: 'reference', message }
}

function withValues(
  change: RowChange,
  found: ReadonlyMap<string, Value>,
): { readonly change: RowChange } | { readonly missing: RowReference } {
  const { references, ...others } = change
  if (references === undefined) return { change }
  const after = { ...change.after }
  for (const [name, reference] of Object.entries(references)) {
    const value = found.get(textOfReference(reference))
    if (value === undefined) return { missing: reference }
    after[name] = value
  }
  return { change: { ...others, after } }
}

function textOfReference({ table, column, key }: RowReference): string {
  return JSON.stringify([table, column, key])
}

/** Those that one query finds: of one table, one column and one set of key columns. */
function groupBy(references: readonly RowReference[]): readonly (readonly RowReference[])[] {
  const groups = new Map<string, Map<string, RowReference>>()
  for (const reference of references) {
    const { table, column, key } = reference
    const name = JSON.stringify([table, column, Object.keys(key)])
    const group = groups.get(name) ?? new Map<string, RowReference>()
    group.set(textOfReference(reference), reference)
    groups.set(name, group)
  }
  return [...groups.values()].map((group) => [...group.values()])
}

async function readValues(
  session: Session,
  references: readonly RowReference[],
  tables: readonly Table[],
  found: Map<string, Value>,
): Promise<void> {
  const [first] = references
  const table = tables.find((one) => displayTable(one) === first?.table)
  if (first === undefined || table === undefined)
    throw new Error(`the plan has no structure for table "${first?.table ?? ''}"`)
  const { expressions, boundTable } = session.dialect
  const keys = Object.keys(first.key).map((name) => columnOf(table, name))
  const value = columnOf(table, first.column)
  const wanted = boundTable(['place', ...keys.map((_, index) => `k${index}`)])
  const rows = references.map(({ key }, place) => [
    String(place),
    ...keys.map(({ name }) => key[name] ?? null),
  ])
  await session.execute(wanted.bind(rows))
  const same = keys.map((key, index) =>
    expressions.sameKey(sql.id('t', key.name), sql`wanted.${sql.id(`k${index}`)}`, key),
  )
  const result = await session.execute(sql`
select wanted.place, ${expressions.output(sql.id('t', value.name), value)} as value
from ${tableRef(table)} t join ${wanted.table} wanted on ${and(same)}`)
  for (const row of result.rows) {
    const reference = references[Number(textOf(row, 'place'))]
    if (reference !== undefined) found.set(textOfReference(reference), row['value'] ?? null)
  }
}

function columnOf(table: Table, name: string): Column {
  const column = findColumn(table, name)
  if (column === undefined) throw new Error(`the plan's structure has no column "${name}"`)
  return column
}
