/** A stretch of a byte stream in memory. It moves along, and grows only for a record that does not fit into it. */
import { isAscii, isUtf8 } from 'node:buffer'
import { BLOCK_BYTES } from '../source'
import type { ByteFeed } from './sourceFile'

const CAPACITY = 2 * BLOCK_BYTES

export class ByteWindow {
  /** What is in memory and still wanted is `bytes.subarray(start, end)`. */
  bytes = Buffer.allocUnsafeSlow(CAPACITY)
  start = 0
  end = 0
  /** Nothing comes after `end`. */
  isLast = false
  /** Whether all of it is ASCII, and whether all characters that it holds whole are UTF-8. */
  isAscii = true
  isUtf8 = true

  constructor(private readonly feed: ByteFeed) {}

  /** Reads on. What is wanted may be elsewhere in `bytes` afterwards. False where nothing comes any more. */
  async more(): Promise<boolean> {
    if (this.isLast) return false
    this.makeRoom()
    const length = await this.feed.fill(this.bytes, this.end)
    this.end += length
    this.isLast = length === 0
    this.examine()
    return !this.isLast
  }

  /** Doubling costs a long record no more than in proportion to its length. */
  private makeRoom(): void {
    const wanted = this.bytes.subarray(this.start, this.end)
    const capacity = Math.max(CAPACITY, 2 ** Math.ceil(Math.log2(2 * wanted.length)))
    if (capacity === this.bytes.length) this.bytes.copyWithin(0, this.start, this.end)
    else {
      this.bytes = Buffer.allocUnsafeSlow(capacity)
      wanted.copy(this.bytes)
    }
    this.start = 0
    this.end = wanted.length
  }

  private examine(): void {
    const wanted = this.bytes.subarray(this.start, this.end)
    this.isAscii = isAscii(wanted)
    const whole = this.isLast ? wanted : wanted.subarray(0, wanted.length - brokenTail(wanted))
    this.isUtf8 = this.isAscii || isUtf8(whole)
  }
}

/** How many bytes at the end are the beginning of a character whose other bytes are not there yet. */
export function brokenTail(bytes: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return length < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? length : 0
  }
  return 0
}
