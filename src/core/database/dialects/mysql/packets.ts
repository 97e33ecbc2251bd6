/**
 * Packets of the wire protocol in a stream of bytes.
 * https://mariadb.com/kb/en/0-packet/ · https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html
 */

/** Three bytes of a length and one of a sequence. */
const HEAD = 4
/** A packet of this length goes on in the next one. */
const FULL = 0xffffff

/** Of the memory for packets, which is used again and again. What a longer one has taken is given back after it. */
const ROOM = 128 * 1024
const LARGE = 1 << 20

export class Packets {
  /** The current packet is from `start` to `end` of it until the next step or chunk. */
  buffer: Buffer = Buffer.alloc(0)
  start = 0
  end = 0
  /** Bytes that have arrived lie before `filled`. */
  private bytes = Buffer.allocUnsafe(ROOM)
  private filled = 0
  /** Where the current packet's head begins, and where the next one's does. */
  private from = 0
  private next = 0
  /** Bytes from the next packet on without which it is not complete, as far as its heads have told. */
  private needed = HEAD

  get length(): number {
    return this.end - this.start
  }

  /** Copies it: its memory is the caller's. */
  add(chunk: Buffer): void {
    if (this.next === this.filled) this.begin(this.bytes.length > LARGE ? ROOM : this.bytes.length)
    const wanted = this.filled + chunk.length
    if (wanted > this.bytes.length) {
      const least = Math.max(wanted - this.next, this.needed)
      const { length } = this.bytes
      this.begin(least > length ? Math.max(least, 2 * length) : length)
    }
    this.filled += chunk.copy(this.bytes, this.filled)
  }

  /** Puts what has not been taken at the beginning of as much memory. */
  private begin(size: number): void {
    const { bytes, next, filled } = this
    this.bytes = size === bytes.length ? bytes : Buffer.allocUnsafe(size)
    this.filled = bytes.copy(this.bytes, 0, next, filled)
    this.from = 0
    this.next = 0
  }

  /** Goes to the next packet that is complete. */
  step(): boolean {
    if (this.filled - this.next < this.needed) return false
    const end = this.findEnd()
    if (end === undefined) return false
    this.from = this.next
    this.next = end
    this.needed = HEAD
    if (end - this.from < HEAD + FULL) {
      this.buffer = this.bytes
      this.start = this.from + HEAD
      this.end = end
    } else this.setLong(end)
    return true
  }

  /** Where the next packet ends. */
  private findEnd(): number | undefined {
    const { bytes, next, filled } = this
    let at = next
    for (;;) {
      if (at + HEAD > filled) return this.need(at + HEAD)
      const length = bytes.readUIntLE(at, 3)
      at += HEAD + length
      if (at > filled) return this.need(at)
      if (length < FULL) return at
    }
  }

  private need(end: number): undefined {
    this.needed = end - this.next
  }

  /** Of several packets, one without their heads. */
  private setLong(end: number): void {
    const parts: Buffer[] = []
    for (let at = this.from; at < end; at += HEAD + FULL)
      parts.push(this.bytes.subarray(at + HEAD, Math.min(end, at + HEAD + FULL)))
    this.buffer = Buffer.concat(parts)
    this.start = 0
    this.end = this.buffer.length
  }

  /** The number with which the current packet begins. */
  readNumber(): number {
    const first = this.buffer[this.start] as number
    return first < 0xfb ? first : this.buffer.readUIntLE(this.start + 1, first - 0xfa)
  }

  /** The current packet with its head; a copy. */
  whole(): Buffer {
    return Buffer.from(this.bytes.subarray(this.from, this.next))
  }

  /** The current packet with its head and all that has come after it; a copy. */
  takeRest(): Buffer {
    return Buffer.from(this.bytes.subarray(this.from, this.filled))
  }
}
