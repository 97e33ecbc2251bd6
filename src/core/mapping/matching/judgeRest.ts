/** What becomes of the rows that no matcher has matched. */
import { OrderedRows } from '../../source/orderedRows'
import { sortLines } from '../../source/sortLines'
import type { MergeItem } from '../bothWays/twoWay'
import type { Difference } from '../difference'
import { itemsOfRow } from '../judgeGroup'
import { newRow } from '../newRow'
import type { Side } from '../resolution'
import { REPORT_EVERY } from '../../util/progress'
import { orderOf } from './changeSorter'
import type { Matching } from './compareByMatching'
import { judgeAmbiguous, lineOf } from './judgeAmbiguous'
import { MARK_FIELDS, readMark, readRow, WITHOUT_VALUE } from './matchedRow'
import { isHidden, naming, rowOf } from './naming'

/** Counts the rows and yields the changes and findings that there are, as far as the limit goes. */
export async function* judgeRest(
  all: Matching,
  lines: Readonly<Record<Side, AsyncIterable<Buffer>>>,
): AsyncGenerator<MergeItem> {
  const { counts } = all.comparison
  const rows = {
    source: await sorted(all, 'source', lines),
    target: await sorted(all, 'target', lines),
  }
  try {
    for await (const item of itemsOf(all, rows)) {
      counts.differences++
      yield item
    }
  } finally {
    await rows.source.close()
    await rows.target.close()
  }
}

type Rest = Readonly<Record<Side, OrderedRows>>

/** Rows of one mark stand together, in the order of their own key. */
async function sorted(
  { matching, folder, memory }: Matching,
  side: Side,
  lines: Readonly<Record<Side, AsyncIterable<Buffer>>>,
): Promise<OrderedRows> {
  const mark = Array.from({ length: MARK_FIELDS }, () => 'text' as const)
  const order = [...mark, ...orderOf(matching.own[side])]
  return new OrderedRows(await sortLines(lines[side], order, folder, memory), mark, `the ${side}`)
}

async function* itemsOf(all: Matching, rows: Rest): AsyncGenerator<MergeItem> {
  const { source, target } = rows
  if (!source.step()) await source.fill()
  if (!target.step()) await target.fill()
  const { counts, comparer } = all.comparison
  for (let rounds = 1; !source.ended || !target.ended; rounds++) {
    if (rounds % REPORT_EVERY === 0) all.tell('source', 0)
    if (counts.differences >= comparer.limit) {
      counts.limitReached = true
      return
    }
    const order = source.ended ? 1 : target.ended ? -1 : source.compareKey(target)
    const first = order > 0 ? target : source
    const [state = null, shared = null] = first.keyValues()
    const mark = readMark(state, shared)
    if (mark === undefined) {
      yield* judgeRow(all, order > 0 ? 'target' : 'source', lineOf(first), state === WITHOUT_VALUE)
      if (!first.step()) await first.fill()
    } else yield* judgeAmbiguous(all, rows, mark, order)
  }
}

function* judgeRow(
  all: Matching,
  side: Side,
  line: string,
  isWithoutValue: boolean,
): Generator<MergeItem> {
  const { counts } = all.comparison
  if (side === 'target' && isHidden(all, line)) return
  if (isWithoutValue) yield* nullKey(all, side, line)
  else if (side === 'source') {
    counts.notFound++
    yield* missingInTarget(all, line)
  } else {
    counts.notInSource++
    yield* missingInSource(all, line)
  }
}

/** Of the target's rows nothing is told where nothing is told of those that have no partner. */
function* nullKey(all: Matching, side: Side, line: string): Generator<MergeItem> {
  const { counts, resolved } = all.comparison
  if (side === 'source') counts.nullKeys++
  else counts.targetNullKeys++
  if (side === 'target' && resolved.mapping.missing.inSource === 'ignore') return
  const key = rowOf(all, side, line)
  yield { kind: 'finding', finding: { kind: 'nullKey', side, key, rows: 1 } }
}

function missingInTarget(all: Matching, line: string): readonly MergeItem[] {
  const { counts, resolved } = all.comparison
  const { own, inputs, reads } = readRow(line, all.shapes.source)
  if (resolved.mapping.missing.inTarget === 'report')
    return itemsOfRow(naming(all, 'source'), counts, { kind: 'notFound', key: own })
  const row = newRow(resolved, [...inputs.slice(0, resolved.keys.length), ...reads])
  const keyNames = row.kind === 'inserted' ? resolved.insertKey : naming(all, 'source').keyNames
  return itemsOfRow({ ...naming(all, 'target'), keyNames }, counts, { ...row, key: own })
}

function missingInSource(all: Matching, line: string): readonly MergeItem[] {
  const { counts, resolved } = all.comparison
  const difference = differenceOf(all, line)
  if (difference === undefined || resolved.mapping.missing.inSource === 'ignore') return []
  return itemsOfRow(naming(all, 'target'), counts, difference)
}

function differenceOf(all: Matching, line: string): Difference | undefined {
  const { wholeRow } = all.comparison.resolved
  const { own, reads } = readRow(line, all.shapes.target)
  if (wholeRow === undefined) return { kind: 'notInSource', key: own }
  const before = wholeRow.map(({ name, at }) => [name, reads[at] ?? null] as const)
  return { kind: 'deleted', key: own, before: Object.fromEntries(before) }
}
