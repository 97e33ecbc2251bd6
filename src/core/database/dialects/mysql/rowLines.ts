/** What is made of rows while they arrive. */

/** A column as the wire has it: numbers of its type and of its character set. */
export interface WireColumn {
  readonly type: number
  readonly characterSet: number
}

export interface RowLines {
  /** Before the first row. */
  begin(columns: readonly WireColumn[]): void
  /** Adds the row whose values are from `start` to `end`. */
  add(row: Buffer, start: number, end: number): void
  readonly isFull: boolean
  /** What was collected, which is the caller's from now on. */
  take(): Buffer
  /** Where it is there, a chunk is its reader's only until that asks for the next one. */
  giveBack?(chunk: Buffer): void
}

/**
 * What a value begins with: its length, or one of these.
 * https://mariadb.com/kb/en/protocol-data-types/#length-encoded-integers
 */
export const NULL = 0xfb
const TWO_BYTES = 0xfc
const THREE_BYTES = 0xfd

/** Bytes of the length that follows what a long value begins with. */
export function widthOf(first: number): number {
  if (first === TWO_BYTES) return 2
  return first === THREE_BYTES ? 3 : 8
}
