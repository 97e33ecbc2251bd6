/**
 * Follows what a server says, to know when it has said all and waits for its client.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

const READY_FOR_QUERY = 0x5a

/** A message's type, and its length with that of the length. */
const HEAD = 5

export class MessageFollower {
  private readonly head = new Uint8Array(HEAD)
  private headLength = 0
  /** Bytes of the message that are still to come. */
  private left = 0

  /** Whether the last message was whole, and the one that ends an answer. */
  get isAnswered(): boolean {
    return this.headLength === 0 && this.head[0] === READY_FOR_QUERY
  }

  follow(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      at = this.headLength < HEAD ? this.addToHead(bytes, at) : this.skip(bytes, at)
      if (this.headLength === HEAD && this.left === 0) this.headLength = 0
    }
  }

  private addToHead(bytes: Uint8Array, at: number): number {
    const part = bytes.subarray(at, at + HEAD - this.headLength)
    this.head.set(part, this.headLength)
    this.headLength += part.length
    const length = new DataView(this.head.buffer).getInt32(1)
    if (this.headLength === HEAD) this.left = length + 1 - HEAD
    return at + part.length
  }

  private skip(bytes: Uint8Array, at: number): number {
    const count = Math.min(this.left, bytes.length - at)
    this.left -= count
    return at + count
  }
}
