/**
 * The strategy that leaves most values where they are: each server hashes its rows, the hashes are merged in the order
 * of the key, and only rows whose hashes differ are fetched and compared by value.
 */
import type { Sql } from '../../database/sql'
import type { Value } from '../../util/value'
import type { MergeItem } from '../bothWays/twoWay'
import type { RowComparer } from '../compareRow'
import { newCounts, type MergeCounts } from '../mergeCounts'
import { mergeRows } from '../mergeRows'
import { fetchSuspects } from './fetchSuspects'
import { fieldsHash, requireHashing, type Hashing } from './hashShapes'
import { openRows } from './merge'
import { inOrder, mergeInput, type Comparison } from './strategy'
import { Suspects } from './suspects'

export async function* compareByHash(comparison: Comparison): AsyncGenerator<MergeItem> {
  const totals = yield* compareHashes(comparison, requireHashing(comparison), {})
  Object.assign(comparison.counts, totals)
}

/** Returns how many rows there are on both sides, of those that fulfil the conditions. */
export async function* compareHashes(
  comparison: Comparison,
  hashing: Hashing,
  conditions: { readonly source?: Sql; readonly target?: Sql },
): AsyncGenerator<MergeItem, Pick<MergeCounts, 'totalSource' | 'totalTarget'>> {
  const { resolved, counts } = comparison
  const shape = (side: 'source' | 'target') => ({
    values: [fieldsHash(hashing, side, resolved)],
    ...(conditions[side] !== undefined && { condition: conditions[side] }),
  })
  const rows = await openRows(comparison, shape('source'), shape('target'))
  const suspects = new Suspects()
  const found = newCounts([])
  const input = { ...mergeInput(comparison, rows), comparer: collector(comparison) }
  for await (const item of inOrder(mergeRows(input, found), rows)) {
    if (item.kind !== 'finding') continue
    const { finding } = item
    if (finding.kind === 'nullKey') yield item
    else suspects.add(Object.values(finding.key), Math.max(rows.source.count, rows.target.count))
  }
  // What is in doubt has been counted as a row with an invalid value: nothing is known of it yet.
  counts.matched += found.matched - found.invalidRows
  counts.nullKeys += found.nullKeys
  counts.targetNullKeys += found.targetNullKeys
  counts.differences += found.nullKeys + found.targetNullKeys
  if (comparison.resolved.mapping.missing.inSource === 'ignore')
    counts.notInSource += found.notInSource
  yield* fetchSuspects(comparison, suspects)
  return { totalSource: found.totalSource, totalTarget: found.totalTarget }
}

/** Makes a finding of every key whose rows have to be looked at. */
function collector({ resolved, comparer }: Comparison): RowComparer {
  const ignores = resolved.mapping.missing.inSource === 'ignore'
  const doubt = (key: readonly Value[]) =>
    ({ kind: 'invalid', key, field: '', message: '' }) as const
  return {
    ...comparer,
    trustsLines: true,
    compare: (source) => doubt(source.keyValues()),
    compareSource: (source) => ({ kind: 'notFound', key: source.keyValues() }),
    compareTarget: (target) =>
      ignores ? undefined : { kind: 'notInSource', key: target.keyValues() },
  }
}
