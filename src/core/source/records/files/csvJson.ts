/**
 * The JSON text of a record, made of its bytes without a string for each field: bytes that need no escape are copied. What
 * comes out is what JSON.stringify would give for the same names and texts.
 */
import { constants } from 'node:buffer'
import type { CsvScanner } from './csvScanner'
import { DOUBLED, type CsvSyntax } from './csvSyntax'

/** How an empty field is recorded. */
export type Empty = 'empty' | 'null' | 'absent'

export interface CsvShape {
  /** In the order of the columns, each one once. */
  readonly names: readonly string[]
  readonly empty: Empty
}

export interface WrittenJson {
  readonly json: string
  /** See `FlatRecord`. */
  readonly ends: readonly number[]
}

const [BRACE, BRACE_END, MARK] = [0x7b, 0x7d, 0x22]
const NULL = Buffer.from('null')
const USUAL_ROOM = 1 << 16
const MOST_ROOM = 1 << 22
/** An escape such as \u001f. No character of a single byte has more in UTF-8. */
const LONGEST_ESCAPE = 6
/** Fields up to here get the room that they need at most; longer ones the room that they do need. */
const SHORT = 1 << 16
/** From here on a call that copies is faster than a loop. */
const LONG_COPY = 64

export class CsvJson {
  private out = Buffer.allocUnsafeSlow(USUAL_ROOM)
  /** `,"name":` for each column. */
  private readonly keys: readonly Buffer[]
  private readonly keyBytes: number
  private readonly areKeysAscii: boolean

  constructor(
    private readonly syntax: CsvSyntax,
    private readonly shape: CsvShape,
  ) {
    this.keys = shape.names.map((name) => Buffer.from(`,${JSON.stringify(name)}:`))
    this.keyBytes = this.keys.reduce((sum, key) => sum + key.length, 0)
    this.areKeysAscii = this.keys.every((key) => key.every((byte) => byte < 0x80))
  }

  /** Undefined where the text would be longer than a string can be. */
  write(bytes: Buffer, scanner: CsvScanner, isAscii: boolean): WrittenJson | undefined {
    const room = this.roomFor(bytes, scanner)
    if (room > constants.MAX_STRING_LENGTH) return undefined
    if (room > this.out.length) this.out = Buffer.allocUnsafeSlow(room)
    // What a single large record took is not held for all that follow.
    else if (room <= USUAL_ROOM && this.out.length > MOST_ROOM)
      this.out = Buffer.allocUnsafeSlow(USUAL_ROOM)
    const isLatin = isAscii && this.areKeysAscii
    const ends: number[] = []
    const end = this.fill(bytes, scanner, ends)
    const json = this.out.toString(isLatin ? 'latin1' : 'utf8', 0, end)
    if (json.length < end) toCharacters(this.out, ends)
    return { json, ends }
  }

  private fill(bytes: Buffer, { fields, count }: CsvScanner, ends: number[]): number {
    const { out, keys } = this
    const { empty } = this.shape
    let to = 0
    for (let index = 0; index < count; index++) {
      if (index > 0) ends.push(to)
      const start = fields[3 * index] as number
      const end = fields[3 * index + 1] as number
      if (start === end && empty === 'absent') continue
      to = copy(keys[index] as Buffer, 0, (keys[index] as Buffer).length, out, to)
      if (start === end && empty === 'null') {
        to = copy(NULL, 0, NULL.length, out, to)
        continue
      }
      out[to++] = MARK
      const flags = fields[3 * index + 2] as number
      to =
        flags === 0 ? copy(bytes, start, end, out, to) : this.escape(bytes, start, end, flags, to)
      out[to++] = MARK
    }
    ends.push(to)
    // Keys begin with a comma; that of the first one is where the object begins.
    if (to === 0) to++
    out[0] = BRACE
    out[to++] = BRACE_END
    return to
  }

  private escape(bytes: Buffer, start: number, end: number, flags: number, from: number): number {
    const { out } = this
    const { escapes } = this.syntax
    const doubled = (flags & DOUBLED) === 0 ? -1 : this.syntax.quote
    let to = from
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number
      const escape = escapes[byte]
      if (escape === undefined) out[to++] = byte
      else for (let index = 0; index < escape.length; index++) out[to++] = escape[index] as number
      if (byte === doubled) at++
    }
    return to
  }

  private roomFor(bytes: Buffer, { fields, count }: CsvScanner): number {
    let room = 2 + this.keyBytes
    for (let index = 0; index < count; index++) {
      const start = fields[3 * index] as number
      const end = fields[3 * index + 1] as number
      const length = end - start
      if (fields[3 * index + 2] === 0) room += length
      else room += length < SHORT ? LONGEST_ESCAPE * length : this.lengthOf(bytes, start, end)
    }
    return room + NULL.length * count
  }

  private lengthOf(bytes: Buffer, start: number, end: number): number {
    const { escapes } = this.syntax
    let length = 0
    for (let at = start; at < end; at++) length += escapes[bytes[at] as number]?.length ?? 1
    return length
  }
}

/** Turns places in bytes of UTF-8 into places in the text that they are. */
function toCharacters(bytes: Buffer, ends: number[]): void {
  let [at, characters] = [0, 0]
  ends.forEach((end, index) => {
    for (; at < end; at++) {
      const byte = bytes[at] as number
      // Two of UTF-16 for four bytes, one for every other beginning.
      if ((byte & 0xc0) !== 0x80) characters += byte >= 0xf0 ? 2 : 1
    }
    ends[index] = characters
  })
}

/** Copies bytes and says where they end. */
function copy(from: Buffer, start: number, end: number, to: Buffer, at: number): number {
  if (end - start >= LONG_COPY) return at + from.copy(to, at, start, end)
  let next = at
  for (let index = start; index < end; index++) to[next++] = from[index] as number
  return next
}
