/** What becomes of two rows that a matcher has found to be partners. */
import type { MergeItem } from '../bothWays/twoWay'
import { compareFields } from '../compareFields'
import { itemsOfRow } from '../judgeGroup'
import type { Matching } from './compareByMatching'
import { readRow, readsOf } from './matchedRow'
import { isHidden, naming, rowOf } from './naming'

/** Counts the rows and yields the changes and findings that there are. */
export function* judgePair(
  all: Matching,
  matcher: string,
  given: string,
  present: string,
): Generator<MergeItem> {
  for (const item of itemsOf(all, matcher, given, present)) {
    all.comparison.counts.differences++
    yield item
  }
}

function itemsOf(
  all: Matching,
  matcher: string,
  given: string,
  present: string,
): readonly MergeItem[] {
  const { comparison, shapes } = all
  const { counts, comparer, resolved } = comparison
  if (isHidden(all, present)) return hiddenPartner(all, given)
  counts.matched++
  counts.matchedBy[matcher] = (counts.matchedBy[matcher] ?? 0) + 1
  if (
    comparer.trustsLines &&
    isSame(readsOf(given, shapes.source), readsOf(present, shapes.target))
  )
    return []
  const target = readRow(present, shapes.target)
  const source = readRow(given, shapes.source)
  const rows = { source: source.reads, target: target.reads, keys: 0 }
  const difference = compareFields(resolved.fields, rows)
  if (difference === undefined) return []
  const items = itemsOfRow(naming(all, 'target'), counts, { ...difference, key: target.own })
  return items.map((item) =>
    item.kind === 'change' ? { ...item, change: { ...item.change, matchedBy: matcher } } : item,
  )
}

/** The target's row may have more than what is compared. */
function isSame(given: string, present: string): boolean {
  if (!present.startsWith(given)) return false
  return present.length === given.length || present[given.length] === '\t'
}

/** The row is there, and only hidden: inserting it would make a second one. */
function hiddenPartner(all: Matching, given: string): readonly MergeItem[] {
  const { counts } = all.comparison
  counts.notFound++
  counts.hidden++
  const key = rowOf(all, 'source', given)
  const message = 'the target has the row, and its "where" leaves it out'
  return [{ kind: 'finding', finding: { kind: 'notFound', side: 'source', key, rows: 1, message } }]
}
