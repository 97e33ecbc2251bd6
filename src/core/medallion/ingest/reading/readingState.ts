/** What the readings of a source have left to the next one. */
import type { Ingestion } from '../../../ledger/ingestions'
import { canonicalJson, sha256 } from '../../../util/hash'
import type { Source } from '../../definition/pipeline'
import type { WatermarkState } from './watermark'

/** What the ledger keeps of an ingestion. */
export interface ReadingState {
  /** What the source wants to be told; see `SourceState`. */
  readonly source?: Readonly<Record<string, string>>
  /** What was read; see `readingDefinition`. */
  readonly definition?: string
  /** Ingestions of the stream that had been undone when it began. */
  readonly undone?: readonly string[]
  /** How far it came, where it came to its end. */
  readonly watermark?: string
  /** Where to go on, where it did not. */
  readonly checkpoint?: Checkpoint
}

export interface Checkpoint {
  readonly at: string
  /** What the source was asked for. */
  readonly since?: string
  readonly watermark?: WatermarkState
  /** How far the first of several parts came: what has changed in it since is found from there on. */
  readonly known?: string
}

/** How a source is asked, and not what for. */
const MANNERS = ['retry', 'timeout', 'rateLimit', 'vanished']

/** What earlier readings say holds for the same definition only. */
export function readingDefinition({ options }: Source): string {
  const { lag: _lag, ...since } = (options['since'] ?? {}) as Readonly<Record<string, unknown>>
  const asked = Object.entries(options).filter(([name]) => !MANNERS.includes(name))
  return sha256(canonicalJson({ ...Object.fromEntries(asked), since }))
}

/**
 * Whether what an ingestion says still holds: it has passed over what those before it had written, so that none of them was
 * undone since.
 */
function isReliable(one: Ingestion, earlier: readonly Ingestion[]): boolean {
  const { undone = [] } = one.state as ReadingState
  const before = earlier.filter(({ seq }) => BigInt(seq) < BigInt(one.seq))
  return !one.undone && before.every((other) => !other.undone || undone.includes(other.seq))
}

/** The last reading that came to its end and whose records are all there. `earlier` begins with the latest. */
export function lastComplete(earlier: readonly Ingestion[]): Ingestion | undefined {
  return earlier.find((one) => one.completed && isReliable(one, earlier))
}

/** Where a reading of the same broke off, if the latest one did. */
export function brokenOff(
  earlier: readonly Ingestion[],
  definition: string,
): Checkpoint | undefined {
  const last = earlier.find(({ undone }) => !undone)
  if (last === undefined || last.completed || !isReliable(last, earlier)) return undefined
  const state = last.state as ReadingState
  return state.definition === definition ? state.checkpoint : undefined
}
