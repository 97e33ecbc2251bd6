/** Rows as lines that begin with what a matcher compares. */
import { encodeCopyRow } from '../../database/copyText'
import type { LineFile } from '../../source/lineFile'
import { LineReader } from '../../source/lineReader'
import type { Value } from '../../util/value'
import { REPORT_EVERY } from '../../util/progress'
import { readInputs, type RowShape } from './matchedRow'

export interface Keying {
  /** What the matcher makes of a row; undefined where that is nothing. */
  readonly values: (inputs: readonly Value[]) => readonly string[] | undefined
  readonly shape: RowShape
  /** Gets the rows to which the matcher means nothing. */
  readonly left: LineFile
  /** Put before each line; empty where lines have their mark. */
  readonly mark: string
  /** Told every so often how many rows have been read. */
  readonly onRows: (rows: number) => void
}

/** Characters that are handed on at once. */
const CHUNK = 64 << 10

export async function* keyedLines(
  lines: AsyncIterable<Buffer>,
  { values, shape, left, mark, onRows }: Keying,
): AsyncGenerator<Buffer> {
  const reader = new LineReader(lines)
  let parts: string[] = []
  let size = 0
  while (reader.step() || (await reader.fill())) {
    const line = mark + reader.buffer.toString('utf8', reader.start, reader.end)
    const key = values(readInputs(line, shape))
    if (key === undefined) {
      const full = left.add(line)
      if (full !== undefined) await full
    } else {
      const keyed = `${encodeCopyRow(key).slice(0, -1)}\t${line}\n`
      parts.push(keyed)
      size += keyed.length
    }
    if (size >= CHUNK) {
      yield Buffer.from(parts.join(''))
      parts = []
      size = 0
    }
    if (reader.count % REPORT_EVERY === 0) onRows(reader.count)
  }
  onRows(reader.count)
  if (size > 0) yield Buffer.from(parts.join(''))
}
