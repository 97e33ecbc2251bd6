/**
 * Rows of a query in the order of a key, as COPY lines whose first fields are the key. Knows where the key
 * ends, compares keys byte by byte and notices what breaks the merge of two streams: repeated keys, null
 * keys and an order that is not the promised one.
 */
import { decodeCopyField } from '../database/copyText'
import type { KeyOrder } from '../database/dialect'
import { DatabaseOperationError } from '../util/errors'
import type { Value } from '../util/value'
import { commonLength } from './commonLength'
import { compareKeys, findKeyEnd, hasNullField, plainlyFollows } from './keyBytes'
import { LineReader } from './lineReader'

const TAB = 9
const LINE_END = 10

export class OrderedRows {
  readonly reader: LineReader
  /** Where the key ends in the reader's buffer: the tab after its last field, or the end of the line. */
  keyEnd = 0
  ended = false
  private previousKey = Buffer.alloc(0)
  private previousLength = -1
  private previousIsCurrent = false

  /** `label` names the end in errors. */
  constructor(
    stream: AsyncIterable<Buffer>,
    private readonly order: readonly KeyOrder[],
    private readonly label: string,
  ) {
    this.reader = new LineReader(stream)
  }

  get count(): number {
    return this.reader.count
  }

  /** Goes to the next row if it is in memory; otherwise `fill` has to be awaited. */
  step(): boolean {
    this.rememberKey()
    if (!this.reader.step()) return false
    this.findKeyEnd()
    return true
  }

  /** Reads the next row; false at the end of the rows. */
  async fill(): Promise<boolean> {
    if (await this.reader.fill()) {
      this.findKeyEnd()
      return true
    }
    this.ended = true
    return false
  }

  /** Leaves the current row out of what `repeatsKey` and `lastKey` of the next look at. */
  disregard(): void {
    this.previousIsCurrent = true
  }

  private rememberKey(): void {
    const { buffer, start } = this.reader
    const length = this.keyEnd - start
    if (this.reader.count === 0 || this.previousIsCurrent) return
    if (this.previousKey.length < length + 1) this.previousKey = Buffer.alloc(2 * length + 64)
    // Keys are short: for so few bytes, a native copy would take longer.
    const { previousKey } = this
    for (let at = 0; at < length; at++) previousKey[at] = buffer[start + at] as number
    this.previousLength = length
    this.previousIsCurrent = true
  }

  private findKeyEnd(): void {
    this.previousIsCurrent = false
    const { buffer, start, end } = this.reader
    this.keyEnd = findKeyEnd(buffer, start, end, this.order.length)
  }

  /** Whether this row's key is that of the row before. Throws when the rows are out of order. */
  repeatsKey(): boolean {
    const { buffer, start } = this.reader
    if (this.previousLength < 0) return false
    const order = compareKeys(
      this.order,
      this.previousKey,
      0,
      this.previousLength,
      buffer,
      start,
      this.keyEnd,
    )
    if (order > 0) throw new OrderError(this.label)
    return order === 0
  }

  /** Throws where this row's key is that of the row before: a key's rows stand together. */
  requireNewKey(): void {
    if (this.repeatsKey()) throw new OrderError(this.label)
  }

  /** The key of the row before. */
  lastKey(): Value[] {
    const text = this.previousKey.toString('utf8', 0, this.previousLength)
    return text.split('\t').map(decodeCopyField)
  }

  /** Whether the bytes of this whole line are those of the other, which may have more fields after them. */
  sameLine(other: OrderedRows): boolean {
    const a = this.reader
    const b = other.reader
    const end = b.start + a.end - a.start
    return (
      (end === b.end || (end < b.end && b.buffer[end] === TAB)) &&
      a.buffer.compare(b.buffer, b.start, end, a.start, a.end) === 0
    )
  }

  /** Negative when this row's key comes first. */
  compareKey(other: OrderedRows): number {
    const a = this.reader
    const b = other.reader
    return compareKeys(this.order, a.buffer, a.start, this.keyEnd, b.buffer, b.start, other.keyEnd)
  }

  /**
   * Goes to the last of the rows that both have alike from here on, as far as they are in memory and each plainly
   * comes after the one before it. Returns how many rows each of them went past: their keys are unique on both sides,
   * if that of the current row is. The current rows must be the same.
   */
  skipSame(other: OrderedRows): number {
    const a = this.reader
    const b = other.reader
    const limit = a.start + commonLength(a.buffer, a.start, b.buffer, b.start)
    let rows = 0
    let start = a.start
    let end = a.end
    for (;;) {
      const next = a.buffer.indexOf(LINE_END, end + 1)
      if (next < 0 || next >= limit) break
      if (!plainlyFollows(this.order, a.buffer, start, end + 1)) break
      start = end + 1
      end = next
      rows++
    }
    if (rows === 0) return 0
    const distance = b.start - a.start
    a.jump(rows, start, end)
    b.jump(rows, start + distance, end + distance)
    this.findKeyEnd()
    other.keyEnd = this.keyEnd + distance
    other.previousIsCurrent = false
    return rows
  }

  hasNullKey(): boolean {
    return hasNullField(this.reader.buffer, this.reader.start, this.keyEnd)
  }

  /** All fields as values, the key's first. */
  values(): Value[] {
    const { buffer, start, end } = this.reader
    return buffer.toString('utf8', start, end).split('\t').map(decodeCopyField)
  }

  keyValues(): Value[] {
    const { buffer, start } = this.reader
    return buffer.toString('utf8', start, this.keyEnd).split('\t').map(decodeCopyField)
  }

  close(): Promise<void> {
    return this.reader.close()
  }
}

/** The server sorted otherwise than it was asked to; merging such rows would miss matches silently. */
export class OrderError extends DatabaseOperationError {
  constructor(label: string) {
    super('order-violated', `the rows of ${label} did not arrive in the order of the key`, {
      mend: 'reindex the table: an index that was built under another version of its collation sorts wrongly',
    })
  }
}
