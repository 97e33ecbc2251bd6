/** The lines that are sorted at once, in memory. */
import type { KeyOrder } from '../database/dialect'
import { compareKeys, findKeyEnd } from './keyBytes'
import type { LineReader } from './lineReader'

/** Bytes of lines that are handed on at once. */
export const CHUNK_BYTES = 64 << 10

/** Lines in memory, which are used again for the next ones. Most tables are small: it grows up to its limit. */
export class Part {
  private length = 0
  /** Those of the parts before are used again: there are so many that leaving them behind would be felt. */
  private readonly lines: Line[] = []
  private count = 0

  constructor(
    private readonly order: readonly KeyOrder[],
    private readonly limit: number,
    public bytes: Buffer,
  ) {}

  empty(): void {
    this.count = 0
    this.length = 0
  }

  fits(bytes: number): boolean {
    return this.count === 0 || this.length + bytes <= this.limit
  }

  add({ buffer, start, end }: LineReader): void {
    const size = end + 1 - start
    if (this.length + size > this.bytes.length) this.grow(this.length + size)
    buffer.copy(this.bytes, this.length, start, end + 1)
    const keyEnd = findKeyEnd(buffer, start, end, this.order.length) - start + this.length
    const line = this.lines[this.count]
    if (line === undefined) this.lines.push({ start: this.length, keyEnd, end: this.length + size })
    else {
      line.start = this.length
      line.keyEnd = keyEnd
      line.end = this.length + size
    }
    this.count++
    this.length += size
  }

  /** Only the first line can be longer than a part. */
  private grow(needed: number): void {
    // In few steps: each leaves the bytes behind that it copies.
    const wanted = Math.max(CHUNK_BYTES, 4 * this.bytes.length)
    const bytes = Buffer.allocUnsafe(Math.max(needed, Math.min(wanted, this.limit)))
    this.bytes.copy(bytes, 0, 0, this.length)
    this.bytes = bytes
  }

  /** All lines in their order, in chunks. */
  *sorted(): Generator<Buffer> {
    const { bytes, order } = this
    const lines = this.lines.slice(0, this.count)
    lines.sort((a, b) => compareKeys(order, bytes, a.start, a.keyEnd, bytes, b.start, b.keyEnd))
    const chunk = new Chunk()
    for (const { start, end } of lines) {
      if (!chunk.fits(end - start)) yield chunk.take()
      chunk.add(bytes, start, end)
    }
    if (chunk.length > 0) yield chunk.take()
  }
}

/** Lines on their way out. */
export class Chunk {
  length = 0
  private bytes: Buffer = Buffer.allocUnsafe(CHUNK_BYTES)

  fits(bytes: number): boolean {
    return this.length === 0 || this.length + bytes <= this.bytes.length
  }

  add(from: Buffer, start: number, end: number): void {
    const size = end - start
    // Only the first line can be longer than a chunk.
    if (size > this.bytes.length) this.bytes = Buffer.allocUnsafe(size)
    from.copy(this.bytes, this.length, start, end)
    this.length += size
  }

  /** What was added, which is the caller's from now on. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length)
    this.bytes = Buffer.allocUnsafe(CHUNK_BYTES)
    this.length = 0
    return taken
  }
}

interface Line {
  start: number
  keyEnd: number
  end: number
}
