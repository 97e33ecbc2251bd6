/**
 * Compares two tables whose rows find each other by matchers. Rows come in any order; for each matcher those that are
 * left of both sides are sorted here by what it compares, in files, so that memory is bounded whatever their number is.
 */
import { OrderedRows } from '../../source/orderedRows'
import { LineFile } from '../../source/lineFile'
import { SortMemory, sortLines } from '../../source/sortLines'
import { withTemporaryFolder } from '../../source/temporaryFolder'
import type { MergeItem } from '../bothWays/twoWay'
import type { Side } from '../resolution'
import { selectForMatching } from '../selectRows'
import { proveStatements } from '../strategies/merge'
import type { Comparison } from '../strategies/strategy'
import { ChangeSorter } from './changeSorter'
import { judgeRest } from './judgeRest'
import { keyedLines } from './keyedLines'
import { FIRST_MARK, type RowShape } from './matchedRow'
import { pairRows } from './pairRows'
import type { ResolvedMatcher, ResolvedMatching } from './resolveMatching'

/** What all matchers of a comparison share. */
export interface Matching {
  readonly comparison: MatchedComparison
  readonly matching: ResolvedMatching
  readonly shapes: Readonly<Record<Side, RowShape>>
  /** For files. */
  readonly folder: string
  /** For all sorts: each is done before the next one begins. */
  readonly memory: SortMemory
  /** To be called often: tells how many rows of a side have been read, and ends the work where nobody wants it. */
  readonly tell: (side: Side, rows: number) => void
}

/** What is needed of a comparison when its rows are here. */
export type MatchedComparison = Pick<
  Comparison,
  'resolved' | 'comparer' | 'counts' | 'merge' | 'onRows'
>

type Both<T> = Readonly<Record<Side, T>>

/** A `Strategy`: yields findings as they are found and then all changes; deletes come first and inserts last. */
export async function* compareByMatching(comparison: Comparison): AsyncGenerator<MergeItem> {
  const { resolved, source, target } = comparison
  const { matching } = resolved
  if (matching === undefined) throw new Error('the mapping has no matchers')
  const queries = {
    source: selectForMatching(source.database.dialect, resolved, matching, 'source'),
    target: selectForMatching(target.database.dialect, resolved, matching, 'target'),
  }
  await proveStatements(comparison, queries)
  yield* compareLines(comparison, matching, {
    source: source.session.copyOut(queries.source),
    target: target.session.copyOut(queries.target),
  })
}

/** The same of rows as COPY lines, see `selectForMatching`. */
export async function* compareLines(
  comparison: MatchedComparison,
  matching: ResolvedMatching,
  lines: Both<AsyncIterable<Buffer>>,
): AsyncGenerator<MergeItem> {
  const { own, inputs } = matching
  const shapes = {
    source: { own: own.source.length, inputs: inputs.source.length },
    target: { own: own.target.length, inputs: inputs.target.length },
  }
  yield* withTemporaryFolder(async function* (folder) {
    const memory = new SortMemory()
    const changes = new ChangeSorter(folder, memory, own.target)
    for await (const item of compareAll(
      { comparison, matching, shapes, folder, memory, tell: teller(comparison) },
      lines,
    ))
      if (item.kind === 'change') await changes.add(item.change)
      else yield item
    countTotals(comparison)
    yield* changes.sorted()
  })
}

async function* compareAll(
  all: Matching,
  rowsOfServers: Both<AsyncIterable<Buffer>>,
): AsyncGenerator<MergeItem> {
  const { counts } = all.comparison
  let lines = rowsOfServers
  let mark = FIRST_MARK
  for (const [index, matcher] of all.matching.matchers.entries()) {
    const left = { source: new LineFile(all.folder), target: new LineFile(all.folder) }
    const rows = await sortForMatcher(all, matcher, lines, left, mark)
    try {
      yield* pairRows(all, { index, matcher, left, rows })
    } finally {
      await rows.source.close()
      await rows.target.close()
    }
    if (counts.limitReached) return
    lines = { source: left.source.read(), target: left.target.read() }
    mark = ''
  }
  yield* judgeRest(all, lines)
}

/** Both sides' rows in the order of what the matcher compares. Those to which it means nothing are left at once. */
async function sortForMatcher(
  { shapes, folder, memory, tell }: Matching,
  { values, columns }: ResolvedMatcher,
  lines: Both<AsyncIterable<Buffer>>,
  left: Both<LineFile>,
  mark: string,
): Promise<Both<OrderedRows>> {
  const order = Array.from({ length: columns }, () => 'text' as const)
  const sorted = async (side: Side) => {
    const keyed = keyedLines(lines[side], {
      values: values[side],
      shape: shapes[side],
      left: left[side],
      mark,
      onRows: (rows) => tell(side, rows),
    })
    return new OrderedRows(await sortLines(keyed, order, folder, memory), order, `the ${side}`)
  }
  // One after the other: each needs a part in memory while it is sorted.
  return { source: await sorted('source'), target: await sorted('target') }
}

/** All rows are read in the first turn; the others look at some of them again. */
function teller({ onRows }: MatchedComparison): Matching['tell'] {
  const seen = { source: 0, target: 0 }
  return (side, rows) => {
    seen[side] = Math.max(seen[side], rows)
    onRows(seen.source, seen.target)
  }
}

/** Every row that was compared has become something. */
function countTotals({ counts }: MatchedComparison): void {
  const { matched, notFound, nullKeys, ambiguous } = counts
  counts.totalSource = matched + notFound + nullKeys + ambiguous
  const { notInSource, targetNullKeys, targetAmbiguous } = counts
  counts.totalTarget = matched + notInSource + targetNullKeys + targetAmbiguous
}
