/**
 * A place in a JSON document that is larger than memory. It moves from token to token; of a value only what is asked for is ever
 * in memory, and what is passed over is not kept.
 */
import type { ByteWindow } from './byteWindow'
import { RECORD_LIMIT } from './recordBlocks'

/** The document ends where it should go on. */
export class CutShort extends Error {
  override readonly name = 'CutShort'
}

export class JsonCursor {
  /** How many bytes came before, and in which line it is. */
  offset: number
  line: number

  constructor(
    readonly window: ByteWindow,
    from: { readonly offset: number; readonly line: number },
  ) {
    this.offset = from.offset
    this.line = from.line
  }

  /** The next byte that is no white space; undefined at the end of the document. */
  async peek(): Promise<number | undefined> {
    for (;;) {
      const { bytes, end } = this.window
      let at = this.window.start
      while (at < end && isBlank(bytes[at])) if (bytes[at++] === LF) this.line++
      this.pass(at)
      if (at < end) return bytes[at]
      if (!(await this.window.more())) return undefined
    }
  }

  /** Goes behind the byte that `peek` has shown. */
  next(): void {
    this.pass(this.window.start + 1)
  }

  /**
   * The bytes of the value that begins here, until the cursor moves again: what looks like one, it may be no JSON. Goes behind it.
   */
  async value(): Promise<Buffer> {
    const { window } = this
    const end = new ValueEnd()
    let length = 0
    for (;;) {
      const at = end.find(window.bytes, window.start + length, window.end)
      if (at >= 0) return this.take(at, end.lines)
      length = window.end - window.start
      if (length > RECORD_LIMIT)
        throw new RangeError(`a value has more than ${RECORD_LIMIT >> 20} MiB`)
      if (!(await window.more())) throw new CutShort()
    }
  }

  /** Goes behind the value that begins here, or where `depth` says so, behind so many objects and arrays that are open. */
  async skip(depth = 0): Promise<void> {
    const { window } = this
    const end = new ValueEnd(depth)
    for (;;) {
      const at = end.find(window.bytes, window.start, window.end)
      if (at >= 0) {
        this.take(at, end.lines)
        return
      }
      this.pass(window.end)
      if (!(await window.more())) throw new CutShort()
    }
  }

  private take(end: number, lines: number): Buffer {
    const bytes = this.window.bytes.subarray(this.window.start, end)
    this.pass(end)
    this.line += lines
    return bytes
  }

  private pass(to: number): void {
    this.offset += to - this.window.start
    this.window.start = to
  }
}

const LF = 10
const [MARK, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]

/** Finds the end of a value in bytes that come piece by piece. */
class ValueEnd {
  /** Line ends within the value so far. */
  lines = 0
  private isString = false
  private isEscaped = false

  constructor(private depth = 0) {}

  /** Negative where it is not in this piece. */
  find(bytes: Buffer, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      if (this.isString) {
        at = this.passString(bytes, at, end)
        if (at < end && this.depth === 0) return at + 1
        continue
      }
      const byte = bytes[at] as number
      if (byte === MARK) this.isString = true
      else if (isOpening(byte)) this.depth++
      else if (isClosing(byte)) {
        if (this.depth === 0) return at
        if (--this.depth === 0) return at + 1
      } else if (this.depth === 0 && (byte === COMMA || byte === COLON || isBlank(byte))) return at
      else if (byte === LF) this.lines++
    }
    return -1
  }

  /** Where the string ends, or this piece. */
  private passString(bytes: Buffer, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = bytes[at]
      if (this.isEscaped) this.isEscaped = false
      else if (byte === BACKSLASH) this.isEscaped = true
      else if (byte === MARK) {
        this.isString = false
        return at
      } else if (byte === LF) this.lines++
    }
    return end
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === LF || byte === 13 || byte === 9
}

function isOpening(byte: number): boolean {
  return byte === 0x7b || byte === 0x5b
}

function isClosing(byte: number): boolean {
  return byte === 0x7d || byte === 0x5d
}
