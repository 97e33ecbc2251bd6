/** Rows of the wire protocol as lines of COPY's text format, without a string for each value. */
import type { Connection } from 'mysql2'

/** A row as the driver gives it untouched: the bytes of each value, null for null. */
export type RawRow = readonly (Buffer | null)[]

const CHUNK = 128 * 1024
const TAB = 9
const LINE_END = 10
const BACKSLASH = 92
const CAPITAL_N = 78

/** The letter after the backslash for each byte that is escaped; 0 for all others. See `copyText.ts`. */
const LETTERS = new Uint8Array(256)
for (const [byte, letter] of [
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [92, '\\'],
] as const)
  LETTERS[byte] = letter.charCodeAt(0)

/** Collects lines in chunks. */
export class CopyLines {
  private buffer = Buffer.allocUnsafe(CHUNK)
  private length = 0

  get isFull(): boolean {
    return this.length >= CHUNK / 2
  }

  add(row: RawRow): void {
    for (let index = 0; index < row.length; index++) {
      const value = row[index] ?? null
      // Each byte may become two, and a tab or the end of the line follows.
      this.makeRoom(value === null ? 3 : 2 * value.length + 1)
      if (value === null) {
        this.buffer[this.length++] = BACKSLASH
        this.buffer[this.length++] = CAPITAL_N
      } else this.addValue(value)
      this.buffer[this.length++] = index === row.length - 1 ? LINE_END : TAB
    }
  }

  /** What was collected, which is the caller's from now on. */
  take(): Buffer {
    const chunk = this.buffer.subarray(0, this.length)
    this.buffer = Buffer.allocUnsafe(CHUNK)
    this.length = 0
    return chunk
  }

  private addValue(value: Buffer): void {
    const { buffer } = this
    let at = this.length
    for (let index = 0; index < value.length; index++) {
      const byte = value[index] as number
      const letter = LETTERS[byte] as number
      if (letter === 0) buffer[at++] = byte
      else {
        buffer[at++] = BACKSLASH
        buffer[at++] = letter
      }
    }
    this.length = at
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + bytes))
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }
}

/** The query's rows in chunks. While nobody takes them, nothing is read from the server. */
export async function* copyRows(connection: Connection, sql: string): AsyncGenerator<Buffer> {
  const rows = new IncomingRows(connection, sql)
  try {
    for (let chunk = await rows.next(); chunk !== undefined; chunk = await rows.next()) yield chunk
  } finally {
    rows.stopListening()
  }
}

/** The rows of a running query: what has arrived, and what is to be awaited. */
class IncomingRows {
  private readonly lines = new CopyLines()
  private readonly chunks: Buffer[] = []
  private ended = false
  private failure: Error | undefined
  private wake: () => void = () => undefined

  constructor(
    private readonly connection: Connection,
    sql: string,
  ) {
    // A connection that is lost tells nobody but its own listeners.
    connection.on('error', this.fail)
    const query = connection.query({ sql, rowsAsArray: true, typeCast: false })
    query.on('error', this.fail)
    query.on('result', (row: unknown) => this.receive(row as RawRow))
    query.on('end', () => this.end())
  }

  /** Undefined after the last one. Throws the driver's error. */
  async next(): Promise<Buffer | undefined> {
    while (this.chunks.length === 0 && !this.ended) {
      if (this.failure !== undefined) throw this.failure
      const woken = new Promise<void>((resolve) => (this.wake = resolve))
      this.connection.resume()
      await woken
    }
    return this.chunks.shift()
  }

  stopListening(): void {
    this.connection.off('error', this.fail)
  }

  private receive(row: RawRow): void {
    this.lines.add(row)
    if (!this.lines.isFull) return
    this.chunks.push(this.lines.take())
    this.connection.pause()
    this.wake()
  }

  /** After an error, the driver says that the query has ended, too. */
  private end(): void {
    if (this.failure !== undefined) return
    const rest = this.lines.take()
    if (rest.length > 0) this.chunks.push(rest)
    this.ended = true
    this.wake()
  }

  private readonly fail = (error: Error): void => {
    this.failure ??= error
    this.wake()
  }
}
