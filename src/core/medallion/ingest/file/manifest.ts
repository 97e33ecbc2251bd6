/** What a complete reading of a file has found, block by block: what a later one need not read again. */
import { hash } from 'node:crypto'
import type { HashedRange, RecordBlock } from '../../../source/records/source'
import type { IngestCounts } from '../ingestCounts'

/** A block and the records in it. Hashes are SHA-256 in base64. */
export interface ManifestBlock extends Pick<RecordBlock, 'length' | 'lines'> {
  readonly hash: string
  /** Those with an id of their own. */
  readonly records: number
  /** Of their ids in order: which records there were. */
  readonly ids: string
}

export interface Manifest {
  /** What the records depend on besides the bytes. */
  readonly dialect: string
  /** See `RecordFile.found`. */
  readonly found: Readonly<Record<string, string>>
  readonly blocks: readonly ManifestBlock[]
  readonly counts: ManifestCounts
  /** In whose quarantine is what could not be used. */
  readonly runId: string
  /** Earlier ingestions of the stream that counted for nothing at that time. */
  readonly undone: readonly string[]
}

/** Of all that was read: what is in bronze, and what is not. */
export interface ManifestCounts extends Pick<IngestCounts, 'repeated' | 'quarantined'> {
  readonly known: number
}

/** Each record is there once and could be used, so that its block says all of it. */
export function isPlain({ repeated, quarantined }: Omit<ManifestCounts, 'known'>): boolean {
  return repeated === 0 && quarantined === 0
}

export function idsHash(ids: readonly string[]): string {
  return hash('sha256', ids.map((id) => `${id.length}:${id}`).join(''), 'base64')
}

/** Blocks side by side, the first of which begins at `start`. */
export function rangesOf(blocks: readonly ManifestBlock[], start: number): HashedRange[] {
  let at = start
  return blocks.map(({ length, hash: digest }) => {
    const range = { start: at, length, hash: Buffer.from(digest, 'base64') }
    at += length
    return range
  })
}

export function lengthOf(blocks: readonly ManifestBlock[]): number {
  return blocks.reduce((sum, { length }) => sum + length, 0)
}
