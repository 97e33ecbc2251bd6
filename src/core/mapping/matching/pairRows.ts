/** One matcher's turn: rows of both sides that alone have the same values are partners; the others are left. */
import type { LineFile } from '../../source/lineFile'
import type { OrderedRows } from '../../source/orderedRows'
import type { MergeItem } from '../bothWays/twoWay'
import type { Side } from '../resolution'
import { REPORT_EVERY } from '../../util/progress'
import type { Matching } from './compareByMatching'
import { judgePair } from './judgePair'
import { ambiguousMark, marked } from './matchedRow'
import type { ResolvedMatcher } from './resolveMatching'

export interface Turn {
  /** The matcher's place. */
  readonly index: number
  readonly matcher: ResolvedMatcher
  /** In the order of the matcher's values, which are their first fields. */
  readonly rows: Readonly<Record<Side, OrderedRows>>
  /** Get what is left. */
  readonly left: Readonly<Record<Side, LineFile>>
}

/** With a limit it ends once there are as many differences. */
export async function* pairRows(all: Matching, turn: Turn): AsyncGenerator<MergeItem> {
  const { counts, comparer } = all.comparison
  const { source, target } = turn.rows
  if (!source.step()) await source.fill()
  if (!target.step()) await target.fill()
  for (let groups = 1; !source.ended || !target.ended; groups++) {
    if (groups % REPORT_EVERY === 0) all.tell('source', 0)
    if (counts.differences >= comparer.limit) {
      counts.limitReached = true
      return
    }
    const order = compare(source, target)
    const given = order <= 0 ? await take(source) : undefined
    const present = order >= 0 ? await take(target) : undefined
    if (given !== undefined && present !== undefined && !given.repeats && !present.repeats) {
      yield* judgePair(all, turn.matcher.name, given.line, present.line)
      continue
    }
    // Rows of the target that nobody in the source has anything in common with are in nobody's way.
    const isAmbiguous = given !== undefined && (given.repeats || present !== undefined)
    const mark = isAmbiguous ? ambiguousMark(turn.index, source.lastKey()) : undefined
    if (given !== undefined) await leave(source, given, turn.left.source, mark)
    if (present !== undefined) await leave(target, present, turn.left.target, mark)
  }
}

function compare(source: OrderedRows, target: OrderedRows): number {
  if (source.ended) return 1
  return target.ended ? -1 : source.compareKey(target)
}

/** The first row of a group, which is behind the reader, and whether there are more. */
interface First {
  readonly line: string
  readonly repeats: boolean
}

async function take(rows: OrderedRows): Promise<First> {
  const line = lineOf(rows)
  if (!rows.step()) await rows.fill()
  return { line, repeats: !rows.ended && rows.repeatsKey() }
}

/** The row without the matcher's values. */
function lineOf({ reader, keyEnd }: OrderedRows): string {
  return reader.buffer.toString('utf8', keyEnd + 1, reader.end)
}

/** Puts the whole group of a side to the rows that are left. */
async function leave(
  rows: OrderedRows,
  { line, repeats }: First,
  left: LineFile,
  mark: string | undefined,
): Promise<void> {
  await left.add(marked(line, mark))
  for (let more = repeats; more; more = !rows.ended && rows.repeatsKey()) {
    const full = left.add(marked(lineOf(rows), mark))
    if (full !== undefined) await full
    if (!rows.step()) await rows.fill()
  }
}
