/** Rows whose hashes differ are fetched by their keys and compared by value, as all rows of a merge are. */
import type { BoundTable, Dialect } from '../../database/dialect'
import { and, sql, type Sql } from '../../database/sql'
import { OrderedRows } from '../../source/orderedRows'
import { startNow } from '../../source/startNow'
import type { Value } from '../../util/value'
import type { MergeItem } from '../bothWays/twoWay'
import { mergeRows } from '../mergeRows'
import type { ResolvedMapping } from '../resolveMapping'
import { columnRef, selectSource, selectTarget } from '../selectRows'
import { proveStatements } from './merge'
import { inOrder, mergeInput, type Comparison } from './strategy'
import type { Side } from './hashShapes'
import type { Suspects } from './suspects'

/** Keys that are asked for at once. Where no index has them, each question reads the whole table. */
const BATCH = 2_000
const BATCH_WITHOUT_INDEX = 50_000

const SIDES = ['source', 'target'] as const

/** Adds to the counts what becomes of the suspects, but for how many rows there are in all. */
export async function* fetchSuspects(
  comparison: Comparison,
  suspects: Suspects,
): AsyncGenerator<MergeItem> {
  const { resolved, counts } = comparison
  const [source, target] = [fetcher(comparison, 'source'), fetcher(comparison, 'target')]
  await Promise.all(
    SIDES.map((side) =>
      comparison[side].session.dialect.prepareForBatches(comparison[side].session),
    ),
  )
  let isProved = false
  for (const keys of suspects.batches(hasIndexes(resolved) ? BATCH : BATCH_WITHOUT_INDEX)) {
    await Promise.all([source.bind(keys), target.bind(keys)])
    if (!isProved) await proveStatements(comparison, { source: source.query, target: target.query })
    isProved = true
    const rows = { source: source.rows(), target: target.rows() }
    const input = { ...mergeInput(comparison, rows), onProgress: () => undefined }
    yield* inOrder(mergeRows(input, counts), rows)
  }
}

/** The rows of one side whose keys have been bound. */
function fetcher({ resolved, ...ends }: Comparison, side: Side) {
  const { session } = ends[side]
  const { dialect } = session
  const order = resolved.keys.map((key) => key.order)
  const wanted = dialect.boundTable(resolved.keys.map((_, index) => keyName(index)))
  const select = side === 'source' ? selectSource : selectTarget
  const query = select(dialect, resolved, { join: joinKeys(dialect, resolved, side, wanted) })
  return {
    query,
    bind: (keys: readonly (readonly Value[])[]) => session.execute(wanted.bind(keys)),
    // Both servers look their rows up at the same time.
    rows: () => new OrderedRows(startNow(session.copyOut(query)), order, `the ${side}`),
  }
}

function joinKeys(
  { expressions }: Dialect,
  { keys }: ResolvedMapping,
  side: Side,
  { table }: BoundTable,
): Sql {
  const same = keys.map((key, index) =>
    expressions.sameKey(columnRef(key[side]), sql`wanted.${sql.id(keyName(index))}`, key[side]),
  )
  return sql`join ${table} wanted on ${and(same)}`
}

function keyName(index: number): string {
  return `k${index}`
}

/** Whether an index finds the rows of a key. */
export function hasIndexes({ sourceTable, targetTable, keys }: ResolvedMapping): boolean {
  const has = (side: Side, uniqueKeys: readonly (readonly string[])[]) => {
    const names = new Set(keys.map((key) => key[side].name))
    return uniqueKeys.some((key) => key.every((name) => names.has(name)))
  }
  return has('source', sourceTable.uniqueKeys) && has('target', targetTable.uniqueKeys)
}
