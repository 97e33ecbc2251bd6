/** Rows whose hashes differ are fetched by their keys and compared by value, as all rows of a merge are. */
import { encodeCopyRow } from '../../database/copyText'
import type { Dialect } from '../../database/dialect'
import { and, sql, type Sql } from '../../database/sql'
import { OrderedRows } from '../../source/orderedRows'
import type { Value } from '../../util/value'
import type { MergeItem } from '../bothWays/twoWay'
import { mergeRows } from '../mergeRows'
import type { ResolvedMapping } from '../resolveMapping'
import { columnRef, selectSource, selectTarget } from '../selectRows'
import { mergeInput, type Comparison } from './strategy'
import type { Side } from './hashShapes'
import type { Suspects } from './suspects'

/** Keys that are asked for at once. Where no index has them, each question reads the whole table. */
const BATCH = 1_000
const BATCH_WITHOUT_INDEX = 50_000

/** Adds to the counts what becomes of the suspects, but for how many rows there are in all. */
export async function* fetchSuspects(
  comparison: Comparison,
  suspects: Suspects,
): AsyncGenerator<MergeItem> {
  const { source, target, resolved, counts } = comparison
  const order = resolved.keys.map((key) => key.order)
  await Promise.all(
    [source, target].map(({ database, session }) => database.dialect.prepareForBatches(session)),
  )
  for (const keys of suspects.batches(hasIndexes(resolved) ? BATCH : BATCH_WITHOUT_INDEX)) {
    const [given, present] = await Promise.all([
      fetch(comparison, 'source', keys),
      fetch(comparison, 'target', keys),
    ])
    const rows = {
      source: new OrderedRows(given, order, 'the source'),
      target: new OrderedRows(present, order, 'the target'),
    }
    yield* mergeRows({ ...mergeInput(comparison, rows), onProgress: () => undefined }, counts)
  }
}

async function fetch(
  { resolved, ...ends }: Comparison,
  side: Side,
  keys: readonly (readonly Value[])[],
): Promise<AsyncIterable<Buffer>> {
  const { database, session } = ends[side]
  const { dialect } = database
  const select = side === 'source' ? selectSource : selectTarget
  const query = select(dialect, resolved, { join: joinKeys(dialect, resolved, side, keys) })
  const { rows } = await session.execute(query, { prepared: true })
  return linesOf(rows.map((row) => Object.values(row)))
}

function joinKeys(
  { expressions, textTable }: Dialect,
  { keys }: ResolvedMapping,
  side: Side,
  values: readonly (readonly Value[])[],
): Sql {
  const names = keys.map((_, index) => `k${index}`)
  const same = keys.map((key, index) =>
    expressions.sameKey(columnRef(key[side]), sql`wanted.${sql.id(`k${index}`)}`, key[side]),
  )
  return sql`join ${textTable(values, names)} wanted on ${and(same)}`
}

async function* linesOf(rows: readonly (readonly Value[])[]): AsyncGenerator<Buffer> {
  yield Buffer.from(rows.map(encodeCopyRow).join(''))
}

/** Whether an index finds the rows of a key. */
export function hasIndexes({ sourceTable, targetTable, keys }: ResolvedMapping): boolean {
  const has = (side: Side, uniqueKeys: readonly (readonly string[])[]) => {
    const names = new Set(keys.map((key) => key[side].name))
    return uniqueKeys.some((key) => key.every((name) => names.has(name)))
  }
  return has('source', sourceTable.uniqueKeys) && has('target', targetTable.uniqueKeys)
}
