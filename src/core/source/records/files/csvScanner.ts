/**
 * Finds the fields of one record in bytes. A quote begins a quoted field where the field begins, and is a character elsewhere;
 * a quoted field ends at a quote that is not doubled, and nothing but a delimiter or the end of the line may follow.
 */
import type { Ending } from './recordBlocks'
import { CR, DELIMITER, DOUBLED, LF, LINE_END, QUOTE, type CsvSyntax } from './csvSyntax'

/** `more`: the record goes on behind what is there. `broken`: see `problem`. */
export type Scanned = 'record' | 'blank' | 'more' | 'broken'

export type QuoteProblem = 'open' | 'text behind'

/** What a field comes to that has no end. */
const MORE = -1
const BROKEN = -2

const BLANK = 32
const TAB = 9

export class CsvScanner {
  /** Three numbers a field: its start, its end, what is in it. Those beyond the expected ones are counted only. */
  fields = new Int32Array(3 * 64)
  count = 0
  /** Bits of all fields. */
  flags = 0
  /** Line ends in the record, with its own. */
  lines = 0
  /** Where the next record begins. */
  next = 0
  problem: QuoteProblem = 'open'
  /** Whether what is there ends in a quoted field. */
  isQuoted = false
  private ending: Ending = 'open'

  constructor(private readonly syntax: CsvSyntax) {}

  /** The start is the start of a line. `ending` says what `end` is the end of. */
  scan(bytes: Buffer, start: number, end: number, ending: Ending): Scanned {
    this.count = this.flags = this.lines = 0
    this.ending = ending
    this.isQuoted = false
    let at = this.skipMarks(bytes, start, end)
    const nothing = this.findNothing(bytes, at, end)
    if (nothing >= 0) return this.endRecord(bytes, nothing, end) ? 'blank' : 'more'
    for (;;) {
      at = this.scanField(bytes, at, end)
      if (at === MORE) return 'more'
      if (at === BROKEN) return 'broken'
      if (at === end || isLineEnd(bytes[at]))
        return this.endRecord(bytes, at, end) ? 'record' : 'more'
      at += this.syntax.delimiter.length
    }
  }

  /** The start of the line behind this place; -1 where it is not there yet. */
  nextLine(bytes: Buffer, from: number, end: number, ending: Ending): number {
    const at = findLineEnd(bytes, from, end)
    this.ending = ending
    return this.endRecord(bytes, at, end) ? this.next : -1
  }

  /** A byte order mark is no text, also where files were put one behind the other. */
  private skipMarks(bytes: Buffer, start: number, end: number): number {
    let at = start
    while (at + 2 < end && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf)
      at += 3
    return at
  }

  /** The end of a line that is empty or a comment; negative where the line is a record. */
  private findNothing(bytes: Buffer, start: number, end: number): number {
    const { comment } = this.syntax
    if (comment !== undefined && startsWith(bytes, start, end, comment))
      return findLineEnd(bytes, start, end)
    const at = this.syntax.trim ? this.skipBlanks(bytes, start, end) : start
    return at === end || isLineEnd(bytes[at]) ? at : -1
  }

  private endRecord(bytes: Buffer, at: number, end: number): boolean {
    this.next = at
    if (at === end) return this.ending === 'file'
    if (bytes[at] === CR && at + 1 === end && this.ending === 'open') return false
    this.lines++
    this.next = at + (bytes[at] === CR && at + 1 < end && bytes[at + 1] === LF ? 2 : 1)
    return true
  }

  /** Where the field ends: at a delimiter, at the end of the line or of what is there. */
  private scanField(bytes: Buffer, start: number, end: number): number {
    const { syntax } = this
    const at = syntax.trim ? this.skipBlanks(bytes, start, end) : start
    if (syntax.rest && this.count === syntax.columns - 1)
      return this.scanOutside(bytes, at, end, syntax.toLineEnd)
    if (at < end && bytes[at] === syntax.quote) return this.scanQuoted(bytes, at + 1, end)
    return this.scanOutside(bytes, at, end, syntax.outside)
  }

  private scanOutside(bytes: Buffer, start: number, end: number, kinds: Uint8Array): number {
    let at = start
    let flags = 0
    for (;;) {
      while (at < end && kinds[bytes[at] as number] === 0) at++
      if (at === end) break
      const kind = kinds[bytes[at] as number] as number
      if ((kind & LINE_END) !== 0) break
      if ((kind & DELIMITER) !== 0 && startsWith(bytes, at, end, this.syntax.delimiter)) break
      flags |= kind & ~DELIMITER
      at++
    }
    this.addField(start, this.syntax.trim ? this.trimEnd(bytes, start, at) : at, flags)
    return at
  }

  private scanQuoted(bytes: Buffer, start: number, end: number): number {
    const kinds = this.syntax.within
    let at = start
    let flags = 0
    for (;;) {
      while (at < end && kinds[bytes[at] as number] === 0) at++
      if (at === end) return this.stopInQuotes()
      const kind = kinds[bytes[at] as number] as number
      if ((kind & QUOTE) !== 0) {
        if (at + 1 === end && this.ending !== 'file') return this.stopInQuotes()
        if (at + 1 === end || bytes[at + 1] !== bytes[at]) break
        flags |= DOUBLED
        at++
      } else if ((kind & LINE_END) !== 0 && !this.passLineEnd(bytes, at, end)) return BROKEN
      flags |= kind & ~(QUOTE | LINE_END)
      at++
    }
    this.addField(start, at, flags)
    return this.leaveQuotes(bytes, at + 1, end)
  }

  private stopInQuotes(): number {
    this.isQuoted = true
    this.problem = 'open'
    return this.ending === 'file' ? BROKEN : MORE
  }

  /** A field that should not be there does not take the lines that follow with it. */
  private passLineEnd(bytes: Buffer, at: number, end: number): boolean {
    this.problem = 'open'
    if (this.count >= this.syntax.columns) return false
    if (bytes[at] === LF || at + 1 === end || bytes[at + 1] !== LF) this.lines++
    return true
  }

  private leaveQuotes(bytes: Buffer, start: number, end: number): number {
    const at = this.syntax.trim ? this.skipBlanks(bytes, start, end) : start
    if (at === end || isLineEnd(bytes[at])) return at
    if (startsWith(bytes, at, end, this.syntax.delimiter)) return at
    if (at + this.syntax.delimiter.length > end && this.ending !== 'file') return MORE
    this.problem = 'text behind'
    return BROKEN
  }

  private addField(start: number, end: number, flags: number): void {
    const at = 3 * this.count++
    this.flags |= flags
    if (this.count > this.syntax.columns) return
    if (at === this.fields.length) {
      const grown = new Int32Array(2 * at)
      grown.set(this.fields)
      this.fields = grown
    }
    this.fields[at] = start
    this.fields[at + 1] = end
    this.fields[at + 2] = flags
  }

  private skipBlanks(bytes: Buffer, start: number, end: number): number {
    let at = start
    while (at < end && this.isBlank(bytes[at] as number)) at++
    return at
  }

  private trimEnd(bytes: Buffer, start: number, end: number): number {
    let at = end
    while (at > start && this.isBlank(bytes[at - 1] as number)) at--
    return at
  }

  private isBlank(byte: number): boolean {
    return (byte === BLANK || byte === TAB) && byte !== this.syntax.delimiter[0]
  }
}

function findLineEnd(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && !isLineEnd(bytes[at])) at++
  return at
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR
}

function startsWith(bytes: Buffer, start: number, end: number, mark: Uint8Array): boolean {
  if (mark.length === 1) return start < end && bytes[start] === mark[0]
  if (start + mark.length > end) return false
  return mark.every((byte, index) => bytes[start + index] === byte)
}
