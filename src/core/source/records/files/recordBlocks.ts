/** A range of a file of records, block by block: the same for all files whose records lie side by side. */
import { hash } from 'node:crypto'
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import { Pauses } from '../../../util/pauses'
import {
  BLOCK_BYTES,
  NotAlignedError,
  type ByteRange,
  type RecordBlock,
  type RecordFile,
  type SourceItem,
  type SourcePage,
} from '../source'
import { ByteWindow } from './byteWindow'
import { countMatching } from './matchingBlocks'
import { openRange, type ByteFeed, type SourceFile } from './sourceFile'

/** A step over some bytes. Without an item there was nothing in them. */
export interface Step {
  readonly next: number
  /** How many lines end in it. */
  readonly lines: number
  readonly item?: SourceItem
}

/**
 * What the end of the bytes in memory is: more of them come, or it is the end of the range that is read, or of the file. Only at
 * the end of a file may the last record do without the end of its line.
 */
export type Ending = 'open' | 'range' | 'file'

/** Reads what is in memory. */
export interface RecordReader {
  /**
   * Reads what begins at `at`, which is line `line`. Undefined where it is not in memory up to its end.
   */
  read(at: number, line: number, ending: Ending): Step | undefined
}

export type MakeReader = (window: ByteWindow) => RecordReader

/** A record may have as many bytes. */
export const RECORD_LIMIT = 128 << 20

export interface BlocksOptions {
  readonly makeReader: MakeReader
  readonly signal?: AbortSignal | undefined
}

/** A file that can be read in pieces. */
export function recordFile(
  file: SourceFile,
  facts: Pick<RecordFile, 'head' | 'body' | 'dialect' | 'found'>,
  options: BlocksOptions,
): RecordFile {
  return {
    ...facts,
    path: file.path,
    size: file.size,
    countMatching: (blocks) => countMatching(file, blocks, options.signal),
    async *blocks(range) {
      const feed = await openRange(file, range.start, range.end)
      try {
        yield* readBlocks(feed, { ...range, file }, options)
      } finally {
        await feed.close()
      }
    },
  }
}

/** Blocks as pages. */
export async function* pagesOf(blocks: AsyncIterable<RecordBlock>): AsyncGenerator<SourcePage> {
  for await (const block of blocks) yield { items: block.items, block }
}

/** A range and the file that it is of. */
export interface FileStretch extends ByteRange {
  readonly file: SourceFile
}

/** The blocks of `feed`, which gives the bytes of the range. */
export async function* readBlocks(
  feed: ByteFeed,
  range: FileStretch,
  { makeReader, signal }: BlocksOptions,
): AsyncGenerator<RecordBlock> {
  const window = new ByteWindow(feed)
  const blocks = new Blocks(range, window, makeReader(window))
  for (;;) {
    throwIfAborted(signal)
    const block = await blocks.next()
    if (block === undefined) return
    yield block
  }
}

class Blocks {
  private start: number
  private line: number
  private readonly isFileEnd: boolean
  private readonly pauses = new Pauses()

  constructor(
    private readonly range: FileStretch,
    private readonly window: ByteWindow,
    private readonly reader: RecordReader,
  ) {
    this.start = range.start
    this.line = range.line
    this.isFileEnd = range.end === range.file.size
  }

  async next(): Promise<RecordBlock | undefined> {
    const { window, reader } = this
    const items: SourceItem[] = []
    let [length, lines] = [0, 0]
    while (length < BLOCK_BYTES) {
      const unread = window.end - window.start - length
      const [ending, line] = [this.ending(), this.line + lines]
      const step = unread === 0 ? undefined : reader.read(window.start + length, line, ending)
      if (step === undefined) {
        if (await this.more(unread, line)) continue
        if (unread === 0) break
        // What is there may be complete, now that nothing comes behind it.
        if (ending !== 'open') throw this.notAligned()
        continue
      }
      if (step.item !== undefined) items.push(step.item)
      length = step.next - window.start
      lines += step.lines
      if (this.pauses.due) await this.pauses.pause()
    }
    return length === 0 ? undefined : this.end(length, lines, items)
  }

  private end(length: number, lines: number, items: readonly SourceItem[]): RecordBlock {
    const { start, window } = this
    const bytes = window.bytes.subarray(window.start, window.start + length)
    window.start += length
    this.start += length
    this.line += lines
    return { start, length, lines, hash: hash('sha256', bytes, 'buffer'), items }
  }

  /** False where nothing comes any more. */
  private more(unread: number, line: number): Promise<boolean> {
    if (unread > 2 * RECORD_LIMIT) throw tooLong(this.range.file, line)
    return this.window.more()
  }

  private ending(): Ending {
    if (!this.window.isLast) return 'open'
    return this.isFileEnd ? 'file' : 'range'
  }

  private notAligned(): NotAlignedError {
    const { file, end } = this.range
    return new NotAlignedError(`${file.path}: byte ${end} is not the end of a record`)
  }
}

function tooLong({ path }: SourceFile, line: number): DatabaseOperationError {
  const message = `${path}:${line}: the line has more than ${RECORD_LIMIT >> 20} MiB`
  return new DatabaseOperationError('source-broken', message, {
    mend: 'Check that the file is of the type that the definition says.',
  })
}
