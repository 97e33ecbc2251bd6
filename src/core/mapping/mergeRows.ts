/**
 * A merge join over two streams in the order of the key. Reads each side once and holds one row of each; a key
 * is judged when both sides have gone past it, because only then it is known to be unique.
 */
import type { PlanItem } from '../plan/plan'
import type { OrderedRows } from '../source/orderedRows'
import { REPORT_EVERY } from '../util/progress'
import type { MergeItem } from './bothWays/twoWay'
import type { RowComparer } from './compareRow'
import type { Difference } from './difference'
import { judgeGroup, keyRow } from './judgeGroup'
import type { MergeCounts } from './mergeCounts'

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

/**
 * Yields changes in the order of the key, and findings; `counts` is complete when it ends. With a limit it ends
 * once there are as many items; the last group may add more than one.
 */
export async function* mergeRows(
  input: MergeInput,
  counts: MergeCounts,
): AsyncGenerator<MergeItem> {
  const { source, target, comparer } = input
  const { trustsLines, readsHidden, limit } = comparer
  const sourceNull = () => input.sourceKeyNullable && !source.ended && source.hasNullKey()
  const targetNull = () => input.targetKeyNullable && !target.ended && target.hasNullKey()
  let hiddenTotal = 0
  if (!source.step()) await source.fill()
  if (!target.step()) await target.fill()

  for (let groups = 0; ; groups++) {
    if (sourceNull()) yield* passNulls(input, 'source', counts)
    if (targetNull()) yield* passNulls(input, 'target', counts)
    if (source.ended && target.ended) break
    if (counts.differences >= limit) {
      counts.limitReached = true
      break
    }
    // Equal lines have equal keys, and most lines are equal.
    const same = trustsLines && !source.ended && !target.ended && source.sameLine(target)
    if (same) counts.matched += source.skipSame(target)
    const order = same ? 0 : compareKeys(source, target)
    // What a row says has to be kept before its reader moves on.
    const difference = same ? undefined : describe(input, order)

    let sourceRows = 0
    if (order <= 0)
      do {
        sourceRows++
        if (!source.step()) await source.fill()
      } while (!source.ended && !sourceNull() && source.repeatsKey())
    let targetRows = 0
    let hiddenRows = 0
    if (order >= 0)
      do {
        targetRows++
        if (readsHidden && comparer.isHidden(target)) hiddenRows++
        if (!target.step()) await target.fill()
      } while (!target.ended && !targetNull() && target.repeatsKey())

    if (hiddenRows > 0 && hiddenRows === targetRows) hiddenTotal += hiddenRows
    if (sourceRows === 1 && targetRows === 1 && hiddenRows === 0 && difference === undefined)
      counts.matched++
    else if (sourceRows === 0 && targetRows === 1 && hiddenRows === 0 && difference === undefined)
      counts.notInSource++
    else yield* judgeGroup(input, counts, { sourceRows, targetRows, hiddenRows, difference })
    if (groups % REPORT_EVERY === 0) input.onProgress(counts)
  }
  // Where the limit ended the comparison, the row that comes next is on neither side counted.
  counts.totalSource = source.count - (source.ended ? 0 : 1)
  counts.totalTarget = target.count - (target.ended ? 0 : 1) - hiddenTotal
}

/** Negative when the source's key comes first; a side that has ended comes last. */
function compareKeys(source: OrderedRows, target: OrderedRows): number {
  if (source.ended) return 1
  if (target.ended) return -1
  return source.compareKey(target)
}

function describe({ source, target, comparer }: MergeInput, order: number): Difference | undefined {
  if (order < 0) return comparer.compareSource(source)
  return order > 0 ? comparer.compareTarget(target) : comparer.compare(source, target)
}

/** Goes on to the next row that has a whole key, unless the limit is reached. Rows with a null in it match nothing and are told of. */
async function* passNulls(
  input: MergeInput,
  side: 'source' | 'target',
  counts: MergeCounts,
): AsyncGenerator<PlanItem> {
  const rows = input[side]
  const { limit } = input.comparer
  while (!rows.ended && rows.hasNullKey() && counts.differences < limit) {
    if (side === 'source') counts.nullKeys++
    else counts.targetNullKeys++
    counts.differences++
    const key = keyRow(input, rows.keyValues())
    yield { kind: 'finding', finding: { kind: 'nullKey', side, key, rows: 1 } }
    rows.disregard()
    if (!rows.step()) await rows.fill()
  }
  if (!rows.ended && !rows.hasNullKey()) rows.requireNewKey()
}
