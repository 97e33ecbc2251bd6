/** Files in UTF-16 are read as if they were in UTF-8. */
import type { Utf16 } from './encodings'
import type { ByteFeed } from './sourceFile'

/** A unit of two bytes has three at most in UTF-8. */
const GROWTH = 3 / 2

export class Utf16Feed implements ByteFeed {
  /** Bytes that wait for the other half of their character. */
  private rest: Buffer = Buffer.alloc(0)

  constructor(
    private readonly feed: ByteFeed,
    private readonly encoding: Utf16,
    /** How many bytes of UTF-8 are left out at the start. */
    private skip = 0,
  ) {}

  async fill(buffer: Buffer, at: number): Promise<number> {
    for (;;) {
      const length = await this.fillWhole(buffer, at)
      if (length === 0) return 0
      const skipped = Math.min(this.skip, length)
      this.skip -= skipped
      buffer.copyWithin(at, at + skipped, at + length)
      if (skipped < length) return length - skipped
    }
  }

  close(): Promise<void> {
    return this.feed.close()
  }

  private async fillWhole(buffer: Buffer, at: number): Promise<number> {
    for (;;) {
      const room = Math.floor((buffer.length - at) / GROWTH)
      const units = Buffer.alloc(room - (room % 2))
      this.rest.copy(units)
      const added = await this.feed.fill(units, this.rest.length)
      const bytes = units.subarray(0, this.rest.length + added)
      if (added === 0) return this.end(buffer, at)
      const whole = this.wholeLength(bytes)
      this.rest = Buffer.from(bytes.subarray(whole))
      if (whole > 0) return this.convert(bytes.subarray(0, whole)).copy(buffer, at)
    }
  }

  private end(buffer: Buffer, at: number): number {
    const { rest } = this
    this.rest = Buffer.alloc(0)
    return rest.length === 0 ? 0 : BROKEN.copy(buffer, at)
  }

  /** Without an odd byte at the end, and without the first half of a pair. */
  private wholeLength(bytes: Buffer): number {
    const even = bytes.length - (bytes.length % 2)
    const high = even === 0 ? 0 : bytes[this.encoding === 'utf-16le' ? even - 1 : even - 2]
    return high !== undefined && high >= 0xd8 && high <= 0xdb ? even - 2 : even
  }

  private convert(bytes: Buffer): Buffer {
    const text = (this.encoding === 'utf-16le' ? bytes : bytes.swap16()).toString('utf16le')
    const parts = text.split(/\p{Surrogate}/u)
    if (parts.length === 1) return Buffer.from(text)
    return Buffer.concat(
      parts.flatMap((part, index) =>
        index === 0 ? [Buffer.from(part)] : [BROKEN, Buffer.from(part)],
      ),
    )
  }
}

/** Half of a pair without its other half: no UTF-8, so that the record around it is reported and nothing is made up. */
const BROKEN = Buffer.of(0xed, 0xa0, 0x80)
