/** Bytes that are written one after the other and taken away in chunks. */

const CHUNK = 128 * 1024

export abstract class ChunkBuffer {
  protected buffer = Buffer.allocUnsafe(CHUNK)
  protected length = 0

  get isFull(): boolean {
    return this.length >= CHUNK / 2
  }

  /** What was collected, which is the caller's from now on. */
  take(): Buffer {
    const chunk = this.buffer.subarray(0, this.length)
    if (this.length === 0) return chunk
    this.buffer = Buffer.allocUnsafe(CHUNK)
    this.length = 0
    return chunk
  }

  /** Afterwards so many bytes fit behind those that are there. */
  protected makeRoom(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + bytes))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}
