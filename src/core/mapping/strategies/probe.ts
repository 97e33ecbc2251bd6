/**
 * The strategy for slow links and few differences: each server sums up the hashes of its rows in buckets. Buckets with
 * the same sums hold the same rows; what is in the others is compared by hash. Sums, unlike parities, tell a row from
 * the same row three times.
 */
import { and, integerLiteral, list, sql, tableRef, type Sql } from '../../database/sql'
import { textOf } from '../../database/session'
import type { MergeItem } from '../bothWays/twoWay'
import { columnRef, conditionOf } from '../selectRows'
import { compareHashes } from './hash'
import { keyHash, requireHashing, rowHash, type Hashing, type Side } from './hashShapes'
import type { Comparison } from './strategy'

/** Rows of a bucket, as far as the number of buckets is within its limits. */
const BUCKET_ROWS = 4096
const FEWEST = 16
const MOST = 512

/** Beyond this share of buckets nothing is gained by leaving the others out. */
const MANY = 0.5

interface Bucket {
  readonly rows: number
  readonly sum: string
  /** Every key in it is there once, as far as that was asked. */
  readonly isUnique: boolean
}

export async function* compareByProbe(comparison: Comparison): AsyncGenerator<MergeItem> {
  const { counts, onRows } = comparison
  const hashing = requireHashing(comparison)
  const buckets = await bucketNumber(comparison)
  const [given, present] = await Promise.all([
    readBuckets(comparison, hashing, 'source', buckets),
    readBuckets(comparison, hashing, 'target', buckets),
  ])
  const totals = { totalSource: 0, totalTarget: 0 }
  const differing: string[] = []
  for (const name of new Set([...given.keys(), ...present.keys()])) {
    const [ours, theirs] = [given.get(name), present.get(name)]
    const same = ours?.rows === theirs?.rows && ours?.sum === theirs?.sum
    if (name === WITHOUT_KEY || !same || ours === undefined || !ours.isUnique) differing.push(name)
    else {
      counts.matched += ours.rows
      totals.totalSource += ours.rows
      totals.totalTarget += ours.rows
    }
  }
  onRows(totals.totalSource, totals.totalTarget)
  if (differing.length > 0) {
    const all = differing.length > MANY * buckets
    if (all) {
      counts.matched = 0
      Object.assign(totals, { totalSource: 0, totalTarget: 0 })
    }
    const condition = (side: Side) => inBuckets(comparison, hashing, side, buckets, differing)
    const conditions = all ? {} : { source: condition('source'), target: condition('target') }
    const rest = yield* compareHashes(comparison, hashing, conditions)
    totals.totalSource += rest.totalSource
    totals.totalTarget += rest.totalTarget
  }
  Object.assign(counts, totals)
}

/** A power of two. */
async function bucketNumber({ resolved, source }: Comparison): Promise<number> {
  const { dialect } = source.database
  const { rows } = await dialect.readStatistics(source.session, resolved.sourceTable, [])
  const wanted = 2 ** Math.round(Math.log2(Math.max(1, rows / BUCKET_ROWS)))
  return Math.min(MOST, Math.max(FEWEST, wanted))
}

/** The bucket of rows that have a null in the key: they match nothing, so that each of them is told of. */
const WITHOUT_KEY = '-1'

async function readBuckets(
  { resolved, ...ends }: Comparison,
  hashing: Hashing,
  side: Side,
  buckets: number,
): Promise<ReadonlyMap<string, Bucket>> {
  const { session } = ends[side]
  const table = side === 'source' ? resolved.sourceTable : resolved.targetTable
  const where = conditionOf(resolved.mapping[side].where)
  const isProved = isUniqueSomewhere(resolved)
  const { prepare, text } = hashing.hashes[side]
  await prepare(session)
  const isUnique = isProved ? sql`1 = 1` : sql`count(*) = count(distinct key_hash)`
  const { rows } = await session.execute(sql`
select ${text(sql`bucket`)} as bucket, ${text(sql`count(*)`)} as row_count, ${text(sql`sum(row_hash)`)} as row_sum,
  case when ${isUnique} then 'true' else 'false' end as is_unique
from (
  select ${bucketOf(hashing, side, resolved, buckets)} as bucket,
    ${keyHash(hashing, side, resolved)} as key_hash, ${rowHash(hashing, side, resolved)} as row_hash
  from ${tableRef(table)} s
  ${where === undefined ? sql`` : sql`where ${where}`}
) hashed
group by bucket`)
  return new Map(
    rows.map((row) => [
      textOf(row, 'bucket'),
      {
        rows: Number(textOf(row, 'row_count')),
        sum: textOf(row, 'row_sum'),
        isUnique: textOf(row, 'is_unique') === 'true',
      },
    ]),
  )
}

/** Where one side cannot have a key twice, neither can the other one with the same rows. */
function isUniqueSomewhere({ sourceTable, targetTable, keys }: Comparison['resolved']): boolean {
  const sides = [
    { table: sourceTable, names: new Set(keys.map(({ source }) => source.name)) },
    { table: targetTable, names: new Set(keys.map(({ target }) => target.name)) },
  ]
  return sides.some(({ table, names }) =>
    table.uniqueKeys.some((key) => key.every((name) => names.has(name))),
  )
}

function bucketOf(
  hashing: Hashing,
  side: Side,
  resolved: Comparison['resolved'],
  buckets: number,
): Sql {
  const bucket = hashing.hashes[side].bucket(keyHash(hashing, side, resolved), buckets)
  const nullable = resolved.keys.map((key) => key[side]).filter((column) => column.nullable)
  if (nullable.length === 0) return bucket
  const isWhole = and(nullable.map((column) => sql`${columnRef(column)} is not null`))
  return sql`case when ${isWhole} then ${bucket} else -1 end`
}

function inBuckets(
  { resolved }: Comparison,
  hashing: Hashing,
  side: Side,
  buckets: number,
  wanted: readonly string[],
): Sql {
  const numbers = wanted.map((bucket) => integerLiteral(Number(bucket)))
  return sql`${bucketOf(hashing, side, resolved, buckets)} in (${list(numbers)})`
}
