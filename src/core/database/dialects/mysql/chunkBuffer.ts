/** Bytes that are written one after the other and taken away in chunks. */

const CHUNK = 128 * 1024

export abstract class ChunkBuffer {
  protected buffer = Buffer.allocUnsafe(CHUNK)
  protected length = 0
  private readonly free: Buffer<ArrayBuffer>[] = []

  get isFull(): boolean {
    return this.length >= CHUNK / 2
  }

  /** What was collected, which is the caller's from now on. */
  take(): Buffer {
    const chunk = this.buffer.subarray(0, this.length)
    if (this.length === 0) return chunk
    this.buffer = this.free.pop() ?? Buffer.allocUnsafe(CHUNK)
    this.length = 0
    return chunk
  }

  /** Takes the memory of a chunk for another one. What nobody uses any more stays taken for long: it lies outside of the heap. */
  protected use({ buffer }: Buffer): void {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === CHUNK)
      this.free.push(Buffer.from(buffer))
  }

  /** Afterwards so many bytes fit behind those that are there. */
  protected makeRoom(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + bytes))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}
