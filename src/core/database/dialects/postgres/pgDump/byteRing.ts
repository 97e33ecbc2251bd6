/**
 * Bytes on their way into a thread that waits for them: it computes synchronously, so that nothing can be handed to it
 * but in memory that both see. One thread writes and one reads.
 */

/** What the threads share. */
export interface SharedRing {
  readonly counters: SharedArrayBuffer
  readonly bytes: SharedArrayBuffer
}

/** A power of two, so that counters may run over. */
const SIZE = 1 << 20

/** How many bytes were written and read, in all; whether there is more to come; who waits for what. */
const WRITTEN = 0
const READ = 1
const CLOSED = 2
/** Changes with each write and with the end: what a reader sleeps on. */
const TURN = 3
const WANTS_ROOM = 4

export function newSharedRing(): SharedRing {
  return { counters: new SharedArrayBuffer(5 * 4), bytes: new SharedArrayBuffer(SIZE) }
}

export class RingWriter {
  private readonly counters: Int32Array
  private readonly bytes: Uint8Array

  constructor({ counters, bytes }: SharedRing) {
    this.counters = new Int32Array(counters)
    this.bytes = new Uint8Array(bytes)
  }

  /** How many of the bytes found room. Where not all did, the reader will tell when there is some. */
  write(chunk: Uint8Array): number {
    let count = this.put(chunk)
    if (count < chunk.length) {
      Atomics.store(this.counters, WANTS_ROOM, 1)
      // The reader may have made room just before it could know.
      count += this.put(chunk.subarray(count))
    }
    return count
  }

  /** The reader gets what is left, and then the end. */
  close(): void {
    Atomics.store(this.counters, CLOSED, 1)
    this.wake()
  }

  private put(chunk: Uint8Array): number {
    const written = Atomics.load(this.counters, WRITTEN)
    const count = Math.min(chunk.length, SIZE - waiting(this.counters))
    if (count === 0) return 0
    const start = (written >>> 0) % SIZE
    const first = Math.min(count, SIZE - start)
    this.bytes.set(chunk.subarray(0, first), start)
    this.bytes.set(chunk.subarray(first, count), 0)
    Atomics.store(this.counters, WRITTEN, (written + count) | 0)
    this.wake()
    return count
  }

  private wake(): void {
    Atomics.add(this.counters, TURN, 1)
    Atomics.notify(this.counters, TURN)
  }
}

export class RingReader {
  private readonly counters: Int32Array
  private readonly bytes: Uint8Array

  constructor(
    { counters, bytes }: SharedRing,
    private readonly onRoom: () => void,
  ) {
    this.counters = new Int32Array(counters)
    this.bytes = new Uint8Array(bytes)
  }

  get isEmpty(): boolean {
    return waiting(this.counters) === 0
  }

  /** Waits for bytes and takes as many as fit. Zero is the end. */
  read(into: Uint8Array): number {
    for (;;) {
      const turn = Atomics.load(this.counters, TURN)
      const isClosed = Atomics.load(this.counters, CLOSED) === 1
      const count = Math.min(into.length, waiting(this.counters))
      if (count > 0) return this.take(into, count)
      if (isClosed) return 0
      Atomics.wait(this.counters, TURN, turn)
    }
  }

  private take(into: Uint8Array, count: number): number {
    const read = Atomics.load(this.counters, READ)
    const start = (read >>> 0) % SIZE
    const first = Math.min(count, SIZE - start)
    into.set(this.bytes.subarray(start, start + first))
    into.set(this.bytes.subarray(0, count - first), first)
    Atomics.store(this.counters, READ, (read + count) | 0)
    if (Atomics.exchange(this.counters, WANTS_ROOM, 0) === 1) this.onRoom()
    return count
  }
}

function waiting(counters: Int32Array): number {
  return (Atomics.load(counters, WRITTEN) - Atomics.load(counters, READ)) >>> 0
}
