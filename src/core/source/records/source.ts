/**
 * What records are read from: files, databases, services. Every kind is a file of this folder, with the schema of its part
 * of a definition and its reader; `kinds.ts` lists them.
 */
import type { z } from 'zod'
import type { Session } from '../../database/session'
import type { WorkOptions } from '../../util/progress'

/** One record as JSON text: numbers keep every digit that the source gave them. */
export interface SourceRecord {
  /** A JSON object. */
  readonly json: string
  /** Where it was, for people: `oui.csv:12`, `page 3, record 7`. */
  readonly locator: string
  readonly flat?: FlatRecord
}

/** Where the members of a record are that are all texts, or null: written without blanks, in the order of `names`. */
export interface FlatRecord {
  /** Of all that could be there; the same list for all records of a source. */
  readonly names: readonly string[]
  /**
   * Where each ends in the JSON text. It begins behind the character after the end of the one before, which is a comma; the first one at
   * 1. One that is not there ends where the one before does.
   */
  readonly ends: readonly number[]
}

/** A piece of the source that should be a record and cannot be read as one. It stops nothing. */
export interface UnreadableRecord {
  readonly locator: string
  /** The piece as it was, at most `RAW_LIMIT` characters of it. NUL is shown as ␀, which databases can hold. */
  readonly raw: string
  /** Stable: `fields`, `quote`, `json`, `object`, `encoding`, `size`. */
  readonly code: string
  /** What is wrong, in a sentence without a full stop. */
  readonly message: string
}

/** How much of a piece that cannot be read is kept. */
export const RAW_LIMIT = 100_000

export type SourceItem = SourceRecord | UnreadableRecord

export function isUnreadable(item: SourceItem): item is UnreadableRecord {
  return 'code' in item
}

/** Items that came together. */
export interface SourcePage {
  readonly items: readonly SourceItem[]
  /** Where a later reading can go on after this page. Left out where it has to begin again. */
  readonly checkpoint?: string
  /** Where the page is a block of a file. */
  readonly block?: Pick<RecordBlock, 'length' | 'lines' | 'hash'>
}

/** A source that is opened for one reading. */
export interface RecordSource {
  /** For people and for logs: the file, or the address without user, password and query. */
  readonly description: string
  /**
   * All pages in order. Memory does not grow with their number. Throws `DatabaseOperationError` where the source cannot be
   * read on: then nothing is known of what would have come, and the reading is not complete.
   */
  pages(): AsyncIterable<SourcePage>
  /** Known once `pages` has ended: what the next reading gets as `SourceContext.previous`. */
  state?(): SourceState
  /** Asked for what has changed, it also gives records that do not say when they did. */
  readonly givesUndated?: true
  /** What its records can have, in its order, where that is known before the first one. */
  readonly names?: readonly string[]
  /** A file that can be read in pieces, so that what did not change is not read again. */
  readonly file?: RecordFile
}

/** What a source wants to be told at its next reading, such as an ETag. Holds no secret. */
export interface SourceState {
  /** The source says that nothing has changed since `SourceContext.previous`: there were no pages. */
  readonly unchanged?: true
  readonly facts: Readonly<Record<string, string>>
}

/** Bytes of a file. Both ends are ends of records. */
export interface ByteRange {
  readonly start: number
  readonly end: number
  /** The number of the line that begins at `start`, from 1. */
  readonly line: number
}

/** Whole records of a file, side by side, and what their bytes hash to. */
export interface RecordBlock {
  readonly start: number
  readonly length: number
  /** How many lines end in it. */
  readonly lines: number
  /** SHA-256 of its bytes. */
  readonly hash: Buffer
  readonly items: readonly SourceItem[]
}

/** Bytes of a file that were read before. */
export interface HashedRange {
  readonly start: number
  readonly length: number
  /** SHA-256. */
  readonly hash: Buffer
}

/** A file of records whose parts can be read by themselves. */
export interface RecordFile {
  readonly path: string
  readonly size: number
  /** What stands before the first record, such as a byte order mark and names of columns: it says how to read the rest. */
  readonly head: ByteRange
  /** All that comes behind the head. */
  readonly body: ByteRange
  /** How the bytes are read, in a text: blocks of the same bytes have the same records as long as this is the same. */
  readonly dialect: string
  /** What all of the file had to be looked at for; see `SourceContext.found`. */
  readonly found: Readonly<Record<string, string>>
  /**
   * How many of the blocks, from the first one of the list on, are what they were. The list is in the order of the file or in the
   * opposite one, without gaps.
   */
  countMatching(blocks: readonly HashedRange[]): Promise<number>
  /**
   * The blocks of a range, in order, each of about `BLOCK_BYTES` or one record. Throws `NotAlignedError` where the range turns
   * out to end within a record.
   */
  blocks(range: ByteRange): AsyncIterable<RecordBlock>
}

export const BLOCK_BYTES = 256 * 1024

/** The end of a range is not the end of a record: what comes after it has to be read with it. */
export class NotAlignedError extends Error {
  override readonly name = 'NotAlignedError'
}

/** What a source may ask of whoever reads it. */
export interface SourceContext extends WorkOptions {
  /** The absolute path of a file that the definition names. */
  path(written: string): string
  /** Fills in `${env:NAME}` and `${secret:NAME}`. Throws `UsageError` naming what is not set. */
  fill(text: string): Promise<string>
  /** Lends a session of an environment that the server holds read-only, on one snapshot. */
  withReadSession<T>(
    place: { readonly environment: string; readonly database?: string },
    work: (session: Session) => Promise<T>,
  ): Promise<T>
  /** What the last complete reading ended with. */
  readonly previous?: Readonly<Record<string, string>>
  /**
   * What an earlier reading has found out by looking at all of the file: taken for granted, so that it is not looked at again.
   * Whoever gives it finds out where it does not hold any more.
   */
  readonly found?: Readonly<Record<string, string>>
  /** Only records that changed at this moment or later are wanted, as the source writes moments. */
  readonly since?: string
  /** Go on after this page; see `SourcePage.checkpoint`. */
  readonly checkpoint?: string
  /** For the log of the run: retries, waits, what the source left out. Never a secret. */
  readonly warn: (message: string) => void
}

/** One kind of source. */
export interface SourceKind<Type extends string = string, Options = never> {
  /** What a definition calls it: `"type": "csv"`. */
  readonly type: Type
  /** Its part of a definition but what all sources have; a strict object with `type` as a literal. */
  readonly schema: z.ZodObject
  /** Looks at the source. Throws `UsageError` where there is nothing to read. */
  open(options: Options, context: SourceContext): Promise<RecordSource>
}
