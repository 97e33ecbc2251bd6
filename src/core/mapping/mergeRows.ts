/**
 * A merge join over two streams in the order of the key. Reads each side once and holds one row of each; a key
 * is judged when both sides have gone past it, because only then it is known to be unique.
 */
import type { Change, Finding, PlanItem } from '../plan/plan'
import type { OrderedRows } from '../source/orderedRows'
import type { Row, Value } from '../util/value'
import type { Difference, RowComparer } from './compareRow'

export interface MergeCounts {
  totalSource: number
  totalTarget: number
  matched: number
  notFound: number
  updated: number
  duplicateKeys: number
  nullKeys: number
  invalidRows: number
  /** Keys of the target that are in more than one of its rows, and rows with a null in the key. */
  targetDuplicateKeys: number
  targetNullKeys: number
  readonly fieldUpdates: Record<string, number>
}

export interface MergeInput {
  readonly source: OrderedRows
  readonly target: OrderedRows
  readonly comparer: RowComparer
  /** `schema.name` of the target. */
  readonly table: string
  /** The key's column names in the target. */
  readonly keyNames: readonly string[]
  readonly sourceKeyNullable: boolean
  readonly targetKeyNullable: boolean
  readonly onProgress: (counts: MergeCounts) => void
}

/** Rows between two reports of progress. */
const REPORT_EVERY = 4096

export function newCounts(fields: readonly string[]): MergeCounts {
  return {
    totalSource: 0,
    totalTarget: 0,
    matched: 0,
    notFound: 0,
    updated: 0,
    duplicateKeys: 0,
    nullKeys: 0,
    invalidRows: 0,
    targetDuplicateKeys: 0,
    targetNullKeys: 0,
    fieldUpdates: Object.fromEntries(fields.map((field) => [field, 0])),
  }
}

/** Yields changes and findings in the order of the key; `counts` is complete when it ends. */
export async function* mergeRows(input: MergeInput, counts: MergeCounts): AsyncGenerator<PlanItem> {
  const { source, target, comparer } = input
  const nulls: PlanItem[] = []
  const stepSource = stepper(input, 'source', counts, nulls)
  const stepTarget = stepper(input, 'target', counts, nulls)
  let more: boolean | Promise<boolean> = stepSource()
  if (more !== true) await more
  more = stepTarget()
  if (more !== true) await more

  for (let groups = 0; !source.ended || !target.ended; groups++) {
    if (nulls.length > 0) yield* nulls.splice(0)
    const order = compare(source, target, comparer)
    // What a row says has to be kept before its reader moves on.
    const difference = order === 0 ? comparer.compare(source, target) : undefined
    const key = order < 0 ? source.keyValues() : undefined

    let sourceRows = 0
    if (order <= 0)
      do {
        sourceRows++
        more = stepSource()
        if (more !== true) await more
      } while (!source.ended && source.repeatsKey())
    let targetRows = 0
    if (order >= 0)
      do {
        targetRows++
        more = stepTarget()
        if (more !== true) await more
      } while (!target.ended && target.repeatsKey())

    if (sourceRows === 1 && targetRows === 1 && difference === undefined) counts.matched++
    else yield* judge(input, counts, { sourceRows, targetRows, difference, key })
    if (groups % REPORT_EVERY === 0) input.onProgress(counts)
  }
  yield* nulls.splice(0)
  counts.totalSource = source.count
  counts.totalTarget = target.count
}

function compare(source: OrderedRows, target: OrderedRows, comparer: RowComparer): number {
  if (source.ended) return 1
  if (target.ended) return -1
  // Equal lines have equal keys, and most lines are equal.
  return comparer.trustsLines && source.sameLine(target) ? 0 : source.compareKey(target)
}

interface Group {
  readonly sourceRows: number
  readonly targetRows: number
  readonly difference: Difference | undefined
  readonly key: readonly Value[] | undefined
}

function* judge(input: MergeInput, counts: MergeCounts, group: Group): Generator<PlanItem> {
  const { sourceRows, targetRows, difference } = group
  if (sourceRows > 1 || targetRows > 1) return yield* judgeDuplicates(input, counts, group)
  if (targetRows === 0) {
    counts.notFound++
    yield finding({
      kind: 'notFound',
      side: 'source',
      key: keyRow(input, group.key ?? []),
      rows: 1,
    })
    return
  }
  if (sourceRows === 0 || difference === undefined) return
  counts.matched++
  const key = keyRow(input, difference.key)
  if (difference.kind === 'invalid') {
    counts.invalidRows++
    const { field, message } = difference
    yield finding({ kind: 'invalid', side: 'source', key, rows: 1, field, message })
    return
  }
  counts.updated++
  for (const field of Object.keys(difference.after))
    counts.fieldUpdates[field] = (counts.fieldUpdates[field] ?? 0) + 1
  const { before, after } = difference
  const change: Change = { op: 'update', table: input.table, key, before, after }
  yield { kind: 'change', change }
}

/** The rows of a repeated key are behind the reader, but the reader remembers the key. */
function* judgeDuplicates(
  input: MergeInput,
  counts: MergeCounts,
  group: Group,
): Generator<PlanItem> {
  const { sourceRows, targetRows } = group
  counts.duplicateKeys += sourceRows
  if (sourceRows > 1) {
    const key = keyRow(input, input.source.lastKey())
    yield finding({ kind: 'duplicateKey', side: 'source', key, rows: sourceRows })
  }
  if (targetRows > 1) {
    counts.targetDuplicateKeys++
    const key = keyRow(input, input.target.lastKey())
    yield finding({ kind: 'duplicateKey', side: 'target', key, rows: targetRows })
  }
}

function finding(value: Finding): PlanItem {
  return { kind: 'finding', finding: value }
}

function keyRow({ keyNames }: MergeInput, values: readonly Value[]): Row {
  return Object.fromEntries(keyNames.map((name, index) => [name, values[index] ?? null]))
}

/** Goes to the next row that has a whole key. Rows with a null in it match nothing and are told of. */
function stepper(
  input: MergeInput,
  side: 'source' | 'target',
  counts: MergeCounts,
  nulls: PlanItem[],
): () => boolean | Promise<boolean> {
  const rows = input[side]
  const nullable = side === 'source' ? input.sourceKeyNullable : input.targetKeyNullable
  const note = () => {
    if (side === 'source') counts.nullKeys++
    else counts.targetNullKeys++
    nulls.push(finding({ kind: 'nullKey', side, key: keyRow(input, rows.keyValues()), rows: 1 }))
    rows.disregard()
  }
  const fillWhole = async () => {
    while (await rows.fill()) {
      if (!nullable || !rows.hasNullKey()) return true
      note()
    }
    return false
  }
  return () => {
    while (rows.step()) {
      if (!nullable || !rows.hasNullKey()) return true
      note()
    }
    return fillWhole()
  }
}
