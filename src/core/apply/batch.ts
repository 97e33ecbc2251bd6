/** A batch: changes of a plan that are one kind of change to one table; and a group of them, which is a transaction. */
import { findColumn, type Column, type Table } from '../database/table'
import type { RowOp, RowChange } from '../plan/plan'
import type { Rule } from './rules'

export interface Batch {
  readonly runId: string
  readonly op: RowOp
  readonly table: Table
  readonly tableName: string
  readonly changes: readonly RowChange[]
  /** The place of each change in the plan, in ascending order. */
  readonly ordinals: readonly number[]
  /** All tables of the plan, where its changes refer to rows of others. */
  readonly tables: readonly Table[]
  /** The plan's fields: values of updates are journalled in this order. */
  readonly fields: readonly string[]
  /**
   * Columns in which the rows get a value that nobody else has before they get their own: those of them that change
   * places under a unique key would be refused otherwise.
   */
  readonly parked?: ReadonlySet<string>
  /** Changes that would break one of these rules of the database are held back: neither written nor journalled. */
  readonly rules?: readonly Rule[]
  /** The session remembers at which row it is, where its database can: then a refusal tells which row it was. */
  readonly traced?: true
}

/** Batches that are committed together: of a stretch of the plan, in the order in which they are written. */
export type Group = readonly Batch[]

/** The changes of a batch at these indexes, as a batch. */
export function pick(batch: Batch, indexes: readonly number[]): Batch {
  const at = <T>(items: readonly T[]) => indexes.flatMap((index) => items.slice(index, index + 1))
  const { parked, ...others } = batch
  const picked = { ...others, changes: at(batch.changes), ordinals: at(batch.ordinals) }
  const columns = parked === undefined ? undefined : parkable(picked)
  // Those that are left may touch no unique key: then nothing is parked.
  return columns === undefined || columns.size === 0 ? picked : { ...picked, parked: columns }
}

/** The changes from one index up to another. */
export function slice(batch: Batch, start: number, end: number): Batch {
  return pick(
    batch,
    batch.changes.slice(start, end).map((_, index) => start + index),
  )
}

/** Of each unique key that an update touches, a column that its rows can be parked in. */
export function parkable({ op, table, changes }: Batch): ReadonlySet<string> {
  if (op !== 'update') return new Set()
  const touched = new Set(changes.flatMap(({ after }) => Object.keys(after)))
  return new Set(
    table.uniqueKeys.flatMap((key) => {
      const columns = key.filter((name) => touched.has(name))
      // Null is in nobody's way.
      const best = columns.find((name) => findColumn(table, name)?.nullable) ?? columns[0]
      return best === undefined ? [] : [best]
    }),
  )
}

/** A column of the batch. Inside a statement it goes by a letter and its place, never by its user's name. */
export interface Part {
  readonly column: Column
  readonly index: number
  /** Every change of the batch has a value for it: no statement needs to ask which. */
  readonly inAll?: boolean
}

export function keyParts(batch: Batch): readonly Part[] {
  return partsOf(batch, Object.keys(batch.changes[0]?.key ?? {}))
}

/**
 * The columns that at least one change of the batch names: of updates in the order of the plan, of rows that
 * are inserted or deleted in the order of the table.
 */
export function fieldParts(batch: Batch): readonly Part[] {
  const known = KNOWN_FIELDS.get(batch.changes)
  if (known !== undefined) return known
  const { op, changes, table, fields } = batch
  const touching = new Map<string, number>()
  for (const { before, after } of changes)
    for (const name of Object.keys(op === 'delete' ? before : after))
      touching.set(name, (touching.get(name) ?? 0) + 1)
  const order = op === 'update' ? fields : table.columns.map(({ name }) => name)
  const parts = partsOf(
    batch,
    order.filter((name) => touching.has(name)),
  ).map((part) => ({ ...part, inAll: touching.get(part.column.name) === changes.length }))
  KNOWN_FIELDS.set(changes, parts)
  return parts
}

/** Many statements ask for them, and all changes have to be looked at. */
const KNOWN_FIELDS = new WeakMap<Batch['changes'], readonly Part[]>()

/** All columns of the table: what is journalled of a row that comes into being. */
export function rowParts(batch: Batch): readonly Part[] {
  return partsOf(
    batch,
    batch.table.columns.filter(isRestorable).map(({ name }) => name),
  )
}

/** Whether a row that is inserted can be given its value: computed columns compute theirs again. */
export function isRestorable({ generated, identity }: Column): boolean {
  return !generated || identity === 'always'
}

/** Whether an index makes sure that a key is in one row at most. */
export function isUniqueKey({ uniqueKeys, columns }: Table, keys: readonly Part[]): boolean {
  const names = new Set(keys.map(({ column }) => column.name))
  const nullable = new Set(columns.filter((column) => column.nullable).map(({ name }) => name))
  return uniqueKeys.some((key) => key.every((name) => names.has(name) && !nullable.has(name)))
}

function partsOf({ table }: Batch, names: readonly string[]): readonly Part[] {
  return names.map((name, index) => {
    const column = findColumn(table, name)
    if (column === undefined) throw new Error(`the plan's structure has no column "${name}"`)
    return { column, index }
  })
}
