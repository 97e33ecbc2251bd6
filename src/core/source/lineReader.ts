/** Lines of a byte stream without copying them: the row format of COPY is one line a row. */

const LINE_END = 10

export class LineReader {
  /** Bytes that were read; the current line is `buffer.subarray(start, end)` until the next step. */
  buffer: Buffer = Buffer.alloc(0)
  start = 0
  end = -1
  /** Lines so far, with the current one. */
  count = 0
  private readonly chunks: AsyncIterator<Buffer>
  private done = false

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]()
  }

  /** Goes to the next line if it is in memory already. False does not mean that there is none: see `fill`. */
  step(): boolean {
    const from = this.end + 1
    const end = this.buffer.indexOf(LINE_END, from)
    if (end < 0) return false
    this.start = from
    this.end = end
    this.count++
    return true
  }

  /** Goes on to a line that is in memory, `lines` after the current one and from `start` to `end`. */
  jump(lines: number, start: number, end: number): void {
    this.start = start
    this.end = end
    this.count += lines
  }

  /** Reads until the next line is complete and goes to it. False at the end. */
  async fill(): Promise<boolean> {
    while (!this.step()) if (this.done || !(await this.append())) return false
    return true
  }

  /**
   * Adds the chunks up to the next one that ends a line. They are joined once, so that a line of many chunks costs
   * no more than its length.
   */
  private async append(): Promise<boolean> {
    const rest = this.buffer.subarray(this.end + 1)
    const parts = rest.length === 0 ? [] : [rest]
    for (;;) {
      const { done, value } = await this.chunks.next()
      if (done === true) {
        this.done = true
        return false
      }
      parts.push(value)
      if (value.includes(LINE_END)) break
    }
    this.buffer = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
    this.end = -1
    this.start = 0
    return true
  }

  /** Ends the stream early. */
  async close(): Promise<void> {
    this.done = true
    await this.chunks.return?.()
  }
}
