/** Rows that share what a matcher compares, and that no other matcher has matched: told of in one finding. */
import type { Ambiguity, AmbiguousRows } from '../../plan/plan'
import type { OrderedRows } from '../../source/orderedRows'
import type { Row } from '../../util/value'
import type { MergeItem } from '../bothWays/twoWay'
import type { Side } from '../resolution'
import { quoted } from '../transforms/transformed'
import type { Matching } from './compareByMatching'
import type { SharedMark } from './matchedRow'
import { isHidden, rowOf } from './naming'

/** How many rows of a side are named. */
const NAMED = 5

/** Goes past all rows of the mark. `order` is negative where only the source has some, and positive for the target. */
export async function* judgeAmbiguous(
  all: Matching,
  rows: Readonly<Record<Side, OrderedRows>>,
  { matcher, values }: SharedMark,
  order: number,
): AsyncGenerator<MergeItem> {
  const { counts } = all.comparison
  const source = order <= 0 ? await collect(all, 'source', rows.source) : NONE
  const target = order >= 0 ? await collect(all, 'target', rows.target) : NONE
  counts.ambiguous += source.rows
  counts.targetAmbiguous += target.rows
  const key = source.keys[0] ?? target.keys[0]
  // What is left may be hidden.
  if (key === undefined) return
  const { name = '' } = all.matching.matchers[matcher] ?? {}
  const ambiguity = { matcher: name, values, source, target }
  yield {
    kind: 'finding',
    finding: {
      kind: 'ambiguous',
      side: source.rows > 0 ? 'source' : 'target',
      key,
      rows: source.rows + target.rows,
      message: describe(ambiguity),
      ambiguity,
    },
  }
}

const NONE: AmbiguousRows = { rows: 0, keys: [] }

async function collect(all: Matching, side: Side, rows: OrderedRows): Promise<AmbiguousRows> {
  const keys: Row[] = []
  let count = 0
  do {
    const line = lineOf(rows)
    if (side === 'source' || !isHidden(all, line)) {
      count++
      if (keys.length < NAMED) keys.push(rowOf(all, side, line))
    }
    if (!rows.step()) await rows.fill()
  } while (!rows.ended && rows.repeatsKey())
  return { rows: count, keys }
}

/** The whole current line. */
export function lineOf({ reader }: OrderedRows): string {
  return reader.buffer.toString('utf8', reader.start, reader.end)
}

function describe({ matcher, values, source, target }: Ambiguity): string {
  const left = [describeRows('source', source), describeRows('target', target)].filter(Boolean)
  const shared = values.map(quoted).join(', ')
  return `several rows have ${shared} by "${matcher}"; not matched: ${left.join(' and ')}`
}

function describeRows(side: Side, { rows, keys }: AmbiguousRows): string {
  if (rows === 0) return ''
  const names = keys.map((key) =>
    Object.entries(key)
      .map(([name, value]) => `${name} ${value === null ? 'null' : quoted(value)}`)
      .join(' '),
  )
  const more = rows > keys.length ? ', …' : ''
  return `${rows} ${rows === 1 ? 'row' : 'rows'} of the ${side} (${names.join(', ')}${more})`
}
