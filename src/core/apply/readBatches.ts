/** Cuts the changes of a plan into batches. */
import { displayTable } from '../database/table'
import type { Change } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import type { Batch } from './batch'

/** Changes a transaction at most. Large enough that round trips do not count, small enough to lock briefly. */
export const BATCH_SIZE = 2500

/** Characters of values that end a batch early: all of it is in memory at once, on both sides. */
const BATCH_CHARACTERS = 4 * 1024 * 1024

/** The changes of a plan from one on, as batches of at most `size`. */
export async function* readBatches(
  file: PlanFile,
  runId: string,
  from: number,
  size: number = BATCH_SIZE,
): AsyncGenerator<Batch> {
  const tables = new Map(file.plan.target.tables.map((table) => [displayTable(table), table]))
  const batchOf = (changes: readonly Change[], firstOrdinal: number): Batch => {
    const [{ op, table: tableName } = { op: 'update' as const, table: '' }] = changes
    const table = tables.get(tableName)
    if (table === undefined) throw new Error(`the plan has no structure for table "${tableName}"`)
    const ordinals = changes.map((_, index) => firstOrdinal + index)
    return { runId, op, table, tableName, changes, ordinals, fields: file.plan.fields }
  }
  let firstOrdinal = from
  let changes: Change[] = []
  let characters = 0
  for await (const change of file.changes(from)) {
    const [first] = changes
    const isFull = changes.length >= size || characters >= BATCH_CHARACTERS
    if (first !== undefined && (isFull || !goTogether(first, change))) {
      yield batchOf(changes, firstOrdinal)
      firstOrdinal += changes.length
      changes = []
      characters = 0
    }
    changes.push(change)
    characters += countCharacters(change)
  }
  if (changes.length > 0) yield batchOf(changes, firstOrdinal)
}

/** One statement carries both out. Rows that are inserted together have the same columns. */
function goTogether(first: Change, change: Change): boolean {
  if (first.table !== change.table || first.op !== change.op) return false
  return change.op !== 'insert' || sameNames(first.after, change.after)
}

function sameNames(a: Change['after'], b: Change['after']): boolean {
  const names = Object.keys(b)
  return names.length === Object.keys(a).length && names.every((name) => Object.hasOwn(a, name))
}

function countCharacters({ key, before, after }: Change): number {
  let sum = 0
  for (const row of [key, before, after]) for (const name in row) sum += row[name]?.length ?? 0
  return sum
}
