/**
 * Packets of the wire protocol in a stream of bytes.
 * https://mariadb.com/kb/en/0-packet/ · https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html
 */

/** Three bytes of a length and one of a sequence. */
const HEAD = 4
/** A packet of this length goes on in the next one. */
const FULL = 0xffffff

export class Packets {
  /** The current packet is from `start` to `end` of it until the next step. */
  buffer: Buffer = Buffer.alloc(0)
  start = 0
  end = 0
  private bytes: Buffer = Buffer.alloc(0)
  /** Where the current packet's head begins, and where the next one's does. */
  private from = 0
  private next = 0
  private parts: Buffer[] = []
  private arrived = 0
  /** Bytes from the next packet on without which it is not complete, as far as its heads have told. */
  private needed = HEAD

  get length(): number {
    return this.end - this.start
  }

  add(chunk: Buffer): void {
    this.parts.push(chunk)
    this.arrived += chunk.length
  }

  /** Goes to the next packet that is complete. */
  step(): boolean {
    // A long packet's chunks are joined when all of them are here.
    if (this.parts.length > 0 && !this.join()) return false
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

  private join(): boolean {
    const rest = this.bytes.subarray(this.next)
    if (rest.length + this.arrived < this.needed) return false
    this.bytes =
      rest.length === 0 && this.parts.length === 1
        ? (this.parts[0] as Buffer)
        : Buffer.concat([rest, ...this.parts])
    this.parts = []
    this.arrived = 0
    this.from = 0
    this.next = 0
    return true
  }

  /** Where the next packet ends. */
  private findEnd(): number | undefined {
    const { bytes, next } = this
    let at = next
    for (;;) {
      if (at + HEAD > bytes.length) return this.need(at + HEAD)
      const length = bytes.readUIntLE(at, 3)
      at += HEAD + length
      if (at > bytes.length) return this.need(at)
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

  /** The current packet with its head. */
  whole(): Buffer {
    return this.bytes.subarray(this.from, this.next)
  }

  /** The current packet with its head and all that has come after it; a copy. */
  takeRest(): Buffer {
    return Buffer.concat([this.bytes.subarray(this.from), ...this.parts])
  }
}
