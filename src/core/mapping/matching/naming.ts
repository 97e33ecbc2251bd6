/** How findings and changes call the rows of a side. */
import type { Row } from '../../util/value'
import { keyRow } from '../judgeGroup'
import type { MergeInput } from '../mergeRows'
import type { Side } from '../resolution'
import type { Matching } from './compareByMatching'
import { readRow } from './matchedRow'

/** The rows of a side go by the columns of their own key. */
export function naming(
  { comparison, matching }: Matching,
  side: Side,
): Pick<MergeInput, 'table' | 'keyNames'> {
  const { table } = comparison.merge
  return { table, keyNames: matching.own[side].map(({ name }) => name) }
}

/** The own key of the row in a line. */
export function rowOf(all: Matching, side: Side, line: string): Row {
  return keyRow(naming(all, side), readRow(line, all.shapes[side]).own)
}

/** Whether the row in a line of the target is one that the target's `where` hides. */
export function isHidden({ comparison }: Matching, line: string): boolean {
  return comparison.comparer.readsHidden && !line.endsWith('\t1')
}
