/**
 * The strategy for keys that a server cannot give in order, or not rightly: the rows come in any order and are sorted
 * here, in parts that lie in files, so that memory is bounded whatever the number of rows and of repeated keys is.
 */
import { OrderedRows } from '../../source/orderedRows'
import { SortMemory, sortLines } from '../../source/sortLines'
import { withTemporaryFolder } from '../../source/temporaryFolder'
import type { MergeItem } from '../bothWays/twoWay'
import { mergeRows } from '../mergeRows'
import { selectSource, selectTarget } from '../selectRows'
import { proveStatements } from './merge'
import { inOrder, mergeInput, type Comparison } from './strategy'

export async function* compareByPartition(comparison: Comparison): AsyncGenerator<MergeItem> {
  const { resolved, source, target, counts } = comparison
  const order = resolved.keys.map((key) => key.order)
  const queries = {
    source: selectSource(source.database.dialect, resolved, { unordered: true }),
    target: selectTarget(target.database.dialect, resolved, { unordered: true }),
  }
  await proveStatements(comparison, queries)
  yield* withTemporaryFolder(async function* (folder) {
    // One after the other: each needs a part in memory while it is sorted.
    const memory = new SortMemory()
    const sorted = {
      source: await sortLines(source.session.copyOut(queries.source), order, folder, memory),
      target: await sortLines(target.session.copyOut(queries.target), order, folder, memory),
    }
    const rows = {
      source: new OrderedRows(sorted.source, order, 'the source'),
      target: new OrderedRows(sorted.target, order, 'the target'),
    }
    yield* inOrder(mergeRows(mergeInput(comparison, rows), counts), rows)
  })
}
