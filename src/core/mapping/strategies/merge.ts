/** The exact strategy: both sides' rows in the order of the key, which the servers give them. */
import type { Sql } from '../../database/sql'
import { OrderedRows } from '../../source/orderedRows'
import type { MergeItem } from '../bothWays/twoWay'
import { mergeRows } from '../mergeRows'
import { selectSource, selectTarget, type Shape } from '../selectRows'
import { inOrder, mergeInput, type Comparison } from './strategy'

export async function* compareByMerge(comparison: Comparison): AsyncGenerator<MergeItem> {
  const rows = await openRows(comparison, {}, {})
  yield* inOrder(mergeRows(mergeInput(comparison, rows), comparison.counts), rows)
}

/** Both sides' rows of these shapes, in the order of the key. Both servers begin at once. */
export async function openRows(
  { resolved, source, target }: Comparison,
  sourceShape: Shape,
  targetShape: Shape,
): Promise<Readonly<Record<'source' | 'target', OrderedRows>>> {
  const order = resolved.keys.map((key) => key.order)
  const queries = {
    source: selectSource(source.database.dialect, resolved, sourceShape),
    target: selectTarget(target.database.dialect, resolved, targetShape),
  }
  await proveStatements({ source, target }, queries)
  return {
    source: new OrderedRows(source.session.copyOut(queries.source), order, 'the source'),
    target: new OrderedRows(target.session.copyOut(queries.target), order, 'the target'),
  }
}

/** COPY takes the text as it is: this proves that the user's own SQL leaves it one statement. */
export async function proveStatements(
  { source, target }: Pick<Comparison, 'source' | 'target'>,
  queries: Readonly<Record<'source' | 'target', Sql>>,
): Promise<void> {
  await Promise.all([
    source.session.describe(queries.source),
    target.session.describe(queries.target),
  ])
}
