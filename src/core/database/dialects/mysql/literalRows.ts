/**
 * Rows of the wire protocol's text form as rows of an `insert`, a line each: `,(1,_binary'…',NULL)`. A line's end is only
 * ever a row's end. They are for a session whose client speaks bytes, and backslashes escape.
 */
import { ChunkBuffer } from './chunkBuffer'
import { NULL, widthOf, type RowLines, type WireColumn } from './rowLines'

const LINE_END = 10
const QUOTE = 39
const OPEN = 40
const CLOSE = 41
const COMMA = 44
const BACKSLASH = 92

const NOTHING = Buffer.from('NULL')

/** Whole numbers, years and decimals, whose literals are exact. */
const NUMBERS: readonly number[] = [0, 1, 2, 3, 8, 9, 13, 246]
/** Of others the text is: a literal of a floating number has no negative zero. */
const TEXTS: readonly number[] = [4, 5, 7, 10, 11, 12]

/**
 * Bytes are put into a column as they are, whatever its character set is. Types that mean something else by bytes than by
 * their text are asked for in one of these.
 */
const INTRODUCERS: ReadonlyMap<number, string> = new Map([
  ...[11, 65].map((id) => [id, '_ascii'] as const),
  ...[45, 46, 255].map((id) => [id, '_utf8mb4'] as const),
])

/** The letter after the backslash for each byte that is escaped; 0 for all others. */
const LETTERS = new Uint8Array(256)
for (const [byte, letter] of [
  [0, '0'],
  [LINE_END, 'n'],
  [QUOTE, "'"],
  [BACKSLASH, '\\'],
] as const)
  LETTERS[byte] = letter.charCodeAt(0)

/** Collects rows in chunks, which are used again: whoever relays rows copies them. */
export class LiteralRows extends ChunkBuffer implements RowLines {
  /** What stands before the first quote; undefined where there are none. */
  private prefixes: readonly (Buffer | undefined)[] = []

  begin(columns: readonly WireColumn[]): void {
    this.prefixes = columns.map(prefixOf)
  }

  add(row: Buffer, start: number, end: number): void {
    const { prefixes } = this
    // Each byte may become two; beside a value stand its introducer and its quotes.
    this.makeRoom(2 * (end - start) + 16 * prefixes.length + 4)
    const { buffer } = this
    let at = this.length
    buffer[at++] = COMMA
    buffer[at++] = OPEN
    let from = start
    for (let column = 0; from < end; column++) {
      if (column > 0) buffer[at++] = COMMA
      let size = row[from++] as number
      if (size === NULL) {
        at += NOTHING.copy(buffer, at)
        continue
      }
      if (size > NULL) {
        const width = widthOf(size)
        // Of eight bytes, the first six are more than a buffer can have.
        size = row.readUIntLE(from, Math.min(6, width))
        from += width
      }
      const prefix = prefixes[column]
      if (prefix === undefined) at += row.copy(buffer, at, from, from + size)
      else {
        at += prefix.copy(buffer, at)
        at = escape(row, from, from + size, buffer, at)
        buffer[at++] = QUOTE
      }
      from += size
    }
    buffer[at++] = CLOSE
    buffer[at++] = LINE_END
    this.length = at
  }

  giveBack(chunk: Buffer): void {
    this.use(chunk)
  }
}

function prefixOf({ type, characterSet }: WireColumn): Buffer | undefined {
  if (NUMBERS.includes(type)) return undefined
  if (TEXTS.includes(type)) return Buffer.from("'")
  return Buffer.from(`${INTRODUCERS.get(characterSet) ?? '_binary'}'`)
}

/** Returns where it ends. */
function escape(row: Buffer, start: number, end: number, buffer: Buffer, to: number): number {
  let at = to
  for (let from = start; from < end; from++) {
    const byte = row[from] as number
    const letter = LETTERS[byte] as number
    if (letter === 0) buffer[at++] = byte
    else {
      buffer[at++] = BACKSLASH
      buffer[at++] = letter
    }
  }
  return at
}
