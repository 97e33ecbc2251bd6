/** What the strategies of a comparison share. Each of them gives the same plan; they differ in what it costs. */
import type { StrategyName } from '../../plan/plan'
import { OrderError, type OrderedRows } from '../../source/orderedRows'
import type { MergeItem } from '../bothWays/twoWay'
import type { RowComparer } from '../compareRow'
import type { MergeCounts } from '../mergeCounts'
import type { MergeInput } from '../mergeRows'
import type { Hashing } from './hashShapes'
import type { OpenEnd } from '../resolveEnds'
import type { ResolvedMapping } from '../resolveMapping'

/** Two ends that are open, what is to be compared of them, and how far it has come. */
export interface Comparison {
  readonly resolved: ResolvedMapping
  readonly source: OpenEnd
  readonly target: OpenEnd
  readonly comparer: RowComparer
  /** How both servers hash their rows; where they can do it alike. */
  readonly hashing: Hashing | undefined
  /** Complete when the strategy's items end. */
  readonly counts: MergeCounts
  /** Of `MergeInput`, what is no rows. */
  readonly merge: Omit<MergeInput, 'source' | 'target' | 'comparer' | 'onProgress'>
  /** Tells how many rows of each side have been looked at. */
  readonly onRows: (source: number, target: number) => void
}

/** Changes come in the order of the key, findings in any. */
export type Strategy = (comparison: Comparison) => AsyncGenerator<MergeItem>

/**
 * A strategy has learnt from the rows that another one is needed. What it has yielded so far is to be forgotten; its
 * sessions may be in the middle of their rows.
 */
export class OtherStrategyNeeded extends Error {
  constructor(
    readonly strategy: StrategyName,
    /** As the reason for the other one. */
    readonly why: string,
  ) {
    super(`the comparison goes on with "${strategy}": ${why}`)
  }
}

/** Passes the items of ordered rows on. Where these are out of order, they have to be sorted here. */
export async function* inOrder(
  items: AsyncGenerator<MergeItem>,
  rows: Readonly<Record<'source' | 'target', OrderedRows>>,
): AsyncGenerator<MergeItem> {
  try {
    yield* items
  } catch (error) {
    if (!(error instanceof OrderError)) throw error
    throw new OtherStrategyNeeded('partition', error.message)
  } finally {
    await rows.source.close()
    await rows.target.close()
  }
}

/** The input of a merge of these rows. */
export function mergeInput(
  { merge, comparer, onRows }: Comparison,
  rows: Readonly<Record<'source' | 'target', OrderedRows>>,
): MergeInput {
  const { source, target } = rows
  return { ...merge, ...rows, comparer, onProgress: () => onRows(source.count, target.count) }
}
