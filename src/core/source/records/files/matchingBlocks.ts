/** Whether blocks of a file are what they were: their hashes, several at a time. */
import { hash as hashOf, webcrypto } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { throwIfAborted } from '../../../util/errors'
import { inTurns } from '../../../util/inTurns'
import { BLOCK_BYTES, type HashedRange } from '../source'
import { openUnchanged, requireUnchanged, type SourceFile } from './sourceFile'

/** Blocks that are read together have as many bytes, unless a single one has more. */
const READ_BYTES = 4 * BLOCK_BYTES
/** Reading is work for other threads, of which there are as many, and so is hashing for all of them but one. */
const READERS = 4

/**
 * How many of the blocks, from the first one of the list on, still hash to what is said of them. Neighbours in the list are
 * neighbours in the file, forwards or backwards. Throws `source-changed` where the file is replaced meanwhile.
 */
export async function countMatching(
  file: SourceFile,
  blocks: readonly HashedRange[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const handle = await openUnchanged(file)
  try {
    let first = blocks.length
    const digests = [digestHere]
    await inTurns(togetherRead(blocks), READERS, async (each) => {
      const reader = new BlockReader(handle, digests.pop() ?? digestElsewhere)
      await each(async ({ from, to }) => {
        throwIfAborted(signal)
        if (from >= first) return
        const differing = await reader.findDiffering(blocks.slice(from, to))
        if (differing >= 0) first = Math.min(first, from + differing)
      })
    })
    await requireUnchanged(file)
    return first
  } finally {
    await handle.close()
  }
}

interface Group {
  readonly from: number
  readonly to: number
}

function togetherRead(blocks: readonly HashedRange[]): readonly Group[] {
  const groups: Group[] = []
  let [from, bytes] = [0, 0]
  blocks.forEach(({ length }, index) => {
    if (index > from && bytes + length > READ_BYTES) {
      groups.push({ from, to: index })
      ;[from, bytes] = [index, 0]
    }
    bytes += length
  })
  if (blocks.length > from) groups.push({ from, to: blocks.length })
  return groups
}

type Digest = (block: Buffer) => Buffer | Promise<Buffer>

/** On this thread, which would wait otherwise. */
const digestHere: Digest = (block) => hashOf('sha256', block, 'buffer')

/** On another thread, which needs a copy; this one makes it, and cannot make them for all. */
const digestElsewhere: Digest = async (block) =>
  Buffer.from(await webcrypto.subtle.digest('SHA-256', block))

class BlockReader {
  private buffer = Buffer.alloc(0)

  constructor(
    private readonly handle: FileHandle,
    private readonly digest: Digest,
  ) {}

  /** The position of the first block that is not what it was; -1 where there is none. */
  async findDiffering(blocks: readonly HashedRange[]): Promise<number> {
    const start = Math.min(...blocks.map((block) => block.start))
    const bytes = await this.read(
      start,
      blocks.reduce((sum, { length }) => sum + length, 0),
    )
    for (const [index, { start: at, length, hash }] of blocks.entries()) {
      const block = bytes.subarray(at - start, at - start + length)
      if (block.length < length) return index
      const digest = await this.digest(block)
      if (!digest.equals(hash)) return index
    }
    return -1
  }

  private async read(start: number, length: number): Promise<Buffer> {
    if (this.buffer.length < length) this.buffer = Buffer.allocUnsafeSlow(length)
    let filled = 0
    while (filled < length) {
      const { bytesRead } = await this.handle.read(
        this.buffer,
        filled,
        length - filled,
        start + filled,
      )
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return this.buffer.subarray(0, filled)
  }
}
