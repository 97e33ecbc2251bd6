/** What the bytes of an export tell about it without being taken apart: one pass, a block at a time. */
import { createHash } from 'node:crypto'
import {
  openUnchanged,
  requireUnchanged,
  type SourceFile,
} from '../../source/records/files/sourceFile'
import { throwIfAborted } from '../../util/errors'

export interface Contents {
  /** SHA-256 of all bytes, as lower-case hex. */
  readonly sha256: string
  readonly hasHeader: boolean
  /** A cell begins with a quote and its end is missing, as in a file that is still being written. */
  readonly openQuote: boolean
}

const BLOCK_BYTES = 256 * 1024

/** Reads all of the file. Throws `source-changed` where it is not the same file to the end, `AbortedError` when the signal fires. */
export async function readContents(
  file: SourceFile,
  signal: AbortSignal | undefined,
): Promise<Contents> {
  const handle = await openUnchanged(file)
  try {
    const [hash, bytes] = [createHash('sha256'), new ByteCount()]
    const block = Buffer.allocUnsafe(BLOCK_BYTES)
    for (;;) {
      throwIfAborted(signal)
      const { bytesRead } = await handle.read(block, 0, block.length, null)
      if (bytesRead === 0) break
      const read = block.subarray(0, bytesRead)
      hash.update(read)
      bytes.add(read)
    }
    await requireUnchanged(file)
    return { sha256: hash.digest('hex'), ...bytes.result() }
  } finally {
    await handle.close()
  }
}

const QUOTE = 0x22

/** Doubled quotes keep the count even, so that its parity alone tells whether a quoted cell is open. */
export class ByteCount {
  private quotes = 0
  private hasHeader = false
  private head: readonly number[] = []

  add(block: Uint8Array): void {
    if (this.head.length < 3) this.head = [...this.head, ...block.subarray(0, 3)].slice(0, 3)
    let quotes = 0
    for (let index = 0; index < block.length; index++) if (block[index] === QUOTE) quotes++
    this.quotes += quotes
    this.hasHeader ||= hasText(block)
  }

  result(): Omit<Contents, 'sha256'> {
    // In UTF-16 the byte of a quote is also half of other letters: there the count tells nothing.
    const isWide = isMark(this.head, [0xff, 0xfe]) || isMark(this.head, [0xfe, 0xff])
    return { hasHeader: this.hasHeader, openQuote: !isWide && this.quotes % 2 === 1 }
  }
}

/** Anything but blanks and the mark of the encoding, whose bytes no other text begins with. */
function hasText(block: Uint8Array): boolean {
  return block.some((byte) => byte > 0x20 && ![0xef, 0xbb, 0xbf, 0xff, 0xfe].includes(byte))
}

function isMark(head: readonly number[], mark: readonly number[]): boolean {
  return mark.every((byte, index) => head[index] === byte)
}
