/** What each strategy of a comparison costs, as far as statistics and a look at the links can tell. */
import type { TableStatistics } from '../../database/dialect'
import type { StrategyCost, StrategyName } from '../../plan/plan'
import type { Obstacles } from './eligible'
import type { Link } from './link'

export interface Measured {
  readonly source: TableStatistics & { readonly link: Link }
  readonly target: TableStatistics & { readonly link: Link }
}

/** Seconds for one row of ten columns, measured: what a server needs to read, hash or sum it up, and this machine to look at it. */
const READ = 1.6e-6
const HASH = { native: 1.1e-6, ofTexts: 4.2e-6 }
const SUM = { native: 1.1e-6, ofTexts: 4.5e-6 }
/** Seconds for one row on this machine: to be sorted in files, and to be fetched by its key. */
const SORT_HERE = 7e-6
const FETCH = 20e-6

/** Bytes of a row's key with its hash, of a bucket, and of what is asked besides. */
const HASHED_ROW = 40
const BUCKET = 60
const BUCKETS = 512

/** What is supposed where nothing is known: so many rows differ, and every second time hardly any. */
const DIFFERING = 0.01
const DIFFERS_MUCH = 0.5

/** In the order of the names' declaration. */
export function estimateCosts(
  measured: Measured,
  obstacles: Obstacles,
  isNative: boolean,
): readonly StrategyCost[] {
  const kind = isNative ? 'native' : 'ofTexts'
  return NAMES.map((name) => {
    const notEligible = obstacles[name]
    if (notEligible !== undefined) return { name, notEligible }
    const { bytes, seconds } = COSTS[name](measured, kind)
    return { name, bytes: Math.round(bytes), seconds: Number(seconds.toPrecision(2)) }
  })
}

const NAMES: readonly StrategyName[] = ['merge', 'partition', 'hash', 'probe']

interface Cost {
  readonly bytes: number
  readonly seconds: number
}

const COSTS: Readonly<
  Record<StrategyName, (measured: Measured, kind: 'native' | 'ofTexts') => Cost>
> = {
  merge: (measured) => readBoth(measured, READ, (side) => side.rowBytes),
  partition(measured) {
    const { bytes, seconds } = readBoth(measured, READ, (side) => side.rowBytes)
    const rows = measured.source.rows + measured.target.rows
    return { bytes, seconds: seconds + rows * SORT_HERE }
  },
  hash(measured, kind) {
    const { bytes, seconds } = readBoth(measured, HASH[kind], () => HASHED_ROW)
    const fetched = fetch(measured)
    return { bytes: bytes + fetched.bytes, seconds: seconds + fetched.seconds }
  },
  probe(measured, kind) {
    const { source, target } = measured
    const buckets = BUCKETS * BUCKET
    const summed = Math.max(
      ...[source, target].map((side) => side.rows * SUM[kind] + transfer(side, buckets)),
    )
    const hashed = COSTS.hash(measured, kind)
    return {
      bytes: 2 * buckets + DIFFERS_MUCH * hashed.bytes,
      seconds: summed + DIFFERS_MUCH * hashed.seconds,
    }
  },
}

type Side = Measured['source']

/** Both sides work at once, and send what they have read while they read on. */
function readBoth(
  { source, target }: Measured,
  secondsPerRow: number,
  bytesPerRow: (side: Side) => number,
): Cost {
  const bytes = (side: Side) => side.rows * bytesPerRow(side)
  const seconds = (side: Side) => Math.max(side.rows * secondsPerRow, transfer(side, bytes(side)))
  return {
    bytes: bytes(source) + bytes(target),
    seconds: Math.max(seconds(source), seconds(target)),
  }
}

function fetch({ source, target }: Measured): Cost {
  const rows = DIFFERING * Math.max(source.rows, target.rows)
  const bytes = rows * (source.rowBytes + target.rowBytes)
  const seconds = Math.max(...[source, target].map((side) => transfer(side, rows * side.rowBytes)))
  return { bytes, seconds: seconds + rows * FETCH }
}

function transfer({ link }: Side, bytes: number): number {
  return link.roundTrip + bytes / link.bytesPerSecond
}
