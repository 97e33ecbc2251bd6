/**
 * Rows of a query in the order of a key, as COPY lines whose first fields are the key. Knows where the key
 * ends, compares keys byte by byte and notices what breaks the merge of two streams: repeated keys, null
 * keys and an order that is not the promised one.
 */
import { decodeCopyField } from '../database/copyText'
import type { KeyOrder } from '../database/dialect'
import { DatabaseOperationError } from '../util/errors'
import type { Value } from '../util/value'
import { LineReader } from './lineReader'

const TAB = 9
const BACKSLASH = 92
const CAPITAL_N = 78
const MINUS = 45

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
    buffer.copy(this.previousKey, 0, start, this.keyEnd)
    this.previousLength = length
    this.previousIsCurrent = true
  }

  private findKeyEnd(): void {
    this.previousIsCurrent = false
    const { buffer, start, end } = this.reader
    let position = start - 1
    for (let field = 0; field < this.order.length; field++) {
      position = buffer.indexOf(TAB, position + 1)
      if (position < 0 || position > end) {
        position = end
        break
      }
    }
    this.keyEnd = position
  }

  /** Whether this row's key is that of the row before. Throws when the rows are out of order. */
  repeatsKey(): boolean {
    const { buffer, start } = this.reader
    if (this.previousLength < 0) return false
    const previous = this.previousKey.subarray(0, this.previousLength)
    const order = compareKeys(
      this.order,
      previous,
      0,
      this.previousLength,
      buffer,
      start,
      this.keyEnd,
    )
    if (order > 0) throw new OrderError(this.label)
    return order === 0
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

  hasNullKey(): boolean {
    const { buffer, start } = this.reader
    let field = start
    while (field <= this.keyEnd) {
      const tab = buffer.indexOf(TAB, field)
      const end = tab < 0 || tab > this.keyEnd ? this.keyEnd : tab
      if (end - field === 2 && buffer[field] === BACKSLASH && buffer[field + 1] === CAPITAL_N)
        return true
      field = end + 1
    }
    return false
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

/** Compares two keys field by field; both hold the same number of fields. Nulls come last. */
function compareKeys(
  order: readonly KeyOrder[],
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): number {
  for (const fieldOrder of order) {
    const aField = fieldEnd(a, aStart, aEnd)
    const bField = fieldEnd(b, bStart, bEnd)
    const result =
      fieldOrder === 'integer'
        ? compareIntegers(a, aStart, aField, b, bStart, bField)
        : compareTexts(a, aStart, aField, b, bStart, bField)
    if (result !== 0) return result
    aStart = aField + 1
    bStart = bField + 1
  }
  return 0
}

function fieldEnd(buffer: Buffer, start: number, end: number): number {
  const tab = buffer.indexOf(TAB, start)
  return tab < 0 || tab > end ? end : tab
}

function isNull(buffer: Buffer, start: number, end: number): boolean {
  return end - start === 2 && buffer[start] === BACKSLASH && buffer[start + 1] === CAPITAL_N
}

function compareIntegers(
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): number {
  const aNull = isNull(a, aStart, aEnd)
  const bNull = isNull(b, bStart, bEnd)
  if (aNull || bNull) return Number(aNull) - Number(bNull)
  const aNegative = a[aStart] === MINUS
  const bNegative = b[bStart] === MINUS
  if (aNegative !== bNegative) return aNegative ? -1 : 1
  const sign = aNegative ? -1 : 1
  const byLength = aEnd - aStart - (bEnd - bStart)
  return sign * (byLength !== 0 ? byLength : a.compare(b, bStart, bEnd, aStart, aEnd))
}

/** By the bytes of the value. A backslash starts an escape in COPY's format, so such fields are decoded first. */
function compareTexts(
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): number {
  const escaped = hasBackslash(a, aStart, aEnd) || hasBackslash(b, bStart, bEnd)
  if (!escaped) return a.compare(b, bStart, bEnd, aStart, aEnd)
  const aValue = decodeCopyField(a.toString('latin1', aStart, aEnd))
  const bValue = decodeCopyField(b.toString('latin1', bStart, bEnd))
  if (aValue === null || bValue === null) return Number(aValue === null) - Number(bValue === null)
  return Buffer.compare(Buffer.from(aValue, 'latin1'), Buffer.from(bValue, 'latin1'))
}

function hasBackslash(buffer: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (buffer[index] === BACKSLASH) return true
  return false
}
