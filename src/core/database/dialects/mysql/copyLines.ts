/** Rows of the wire protocol's text form as lines of COPY's text format. See `copyText.ts`. */
import { ChunkBuffer } from './chunkBuffer'
import { NULL, widthOf, type RowLines, type WireColumn } from './rowLines'

const TAB = 9
const LINE_END = 10
const PLUS = 43
const POINT = 46
const ZERO = 48
const BACKSLASH = 92
const CAPITAL_N = 78

/** All bytes that are escaped, but for the backslash, are from 8 to 13. */
const LAST_CONTROL = 13

/** The letter after the backslash for each byte that is escaped; 0 for all others. */
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

/** How a column's values are spelled: as they are, without zeros at the end of a fraction, and with their offset. */
type Spelling = 'asIs' | 'time' | 'instant'

/** Of what is no text on the wire: a timestamp, a datetime and a time. */
const SPELLINGS: Readonly<Record<number, Spelling>> = { 7: 'instant', 11: 'time', 12: 'time' }

/** Digits of a second's fraction. */
const MOST_DIGITS = 6

/** Collects lines in chunks. */
export class CopyLines extends ChunkBuffer implements RowLines {
  /** Of each column. */
  private spellings: readonly Spelling[] = []

  begin(columns: readonly WireColumn[]): void {
    this.spellings = columns.map(({ type }) => SPELLINGS[type] ?? 'asIs')
  }

  add(row: Buffer, start: number, end: number): void {
    // Each byte may become two. A null becomes three with what follows it, from one; an instant gets an offset.
    this.makeRoom(3 * (end - start))
    const { buffer, spellings } = this
    let at = this.length
    let from = start
    for (let column = 0; from < end; column++) {
      let size = row[from++] as number
      if (size === NULL) {
        buffer[at++] = BACKSLASH
        buffer[at++] = CAPITAL_N
      } else {
        if (size > NULL) {
          const width = widthOf(size)
          // Of eight bytes, the first six are more than a buffer can have.
          size = row.readUIntLE(from, Math.min(6, width))
          from += width
        }
        for (const to = from + size; from < to; from++) {
          const byte = row[from] as number
          if (byte > LAST_CONTROL && byte !== BACKSLASH) buffer[at++] = byte
          else {
            const letter = LETTERS[byte] as number
            if (letter !== 0) buffer[at++] = BACKSLASH
            buffer[at++] = letter === 0 ? byte : letter
          }
        }
        const spelling = spellings[column]
        if (spelling !== 'asIs' && spelling !== undefined) at = this.spellTime(at, spelling)
      }
      buffer[at++] = from < end ? TAB : LINE_END
    }
    this.length = at
  }

  /** Spells the time that ends at the place as PostgreSQL does, and returns where it ends then. */
  private spellTime(at: number, spelling: Spelling): number {
    const { buffer } = this
    let point = at - 1
    while (point >= at - 1 - MOST_DIGITS && buffer[point] !== POINT) point--
    if (buffer[point] === POINT) {
      while (buffer[at - 1] === ZERO) at--
      if (buffer[at - 1] === POINT) at--
    }
    if (spelling === 'instant') {
      buffer[at++] = PLUS
      buffer[at++] = ZERO
      buffer[at++] = ZERO
    }
    return at
  }
}
