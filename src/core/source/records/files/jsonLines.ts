/** The records of a file that has one a line. */
import type { ByteWindow } from './byteWindow'
import { readObject } from './jsonText'
import type { Ending, RecordReader, Step } from './recordBlocks'

const LF = 10
const BLANKS: ReadonlySet<number | undefined> = new Set([9, 13, 32])

export class JsonLines implements RecordReader {
  constructor(
    private readonly name: string,
    private readonly window: ByteWindow,
  ) {}

  read(at: number, line: number, ending: Ending): Step | undefined {
    const { window } = this
    const found = window.bytes.indexOf(LF, at)
    const isWhole = found >= 0 && found < window.end
    if (!isWhole && ending !== 'file') return undefined
    const end = isWhole ? found : window.end
    const step = { next: isWhole ? end + 1 : end, lines: isWhole ? 1 : 0 }
    const bytes = withoutBlanks(window.bytes.subarray(at, end))
    if (bytes.length === 0) return step
    const skipped = bytes.byteOffset - window.bytes.byteOffset - at
    const place = (before: number) => `line ${line}, column ${skipped + before + 1}`
    const piece = { bytes, locator: `${this.name}:${line}`, isUtf8: window.isUtf8, place }
    return { ...step, item: readObject(piece) }
  }
}

/** Without white space of JSON at both ends, and without a byte order mark. */
function withoutBlanks(bytes: Buffer): Buffer {
  let [start, end] = [0, bytes.length]
  while (bytes.length - start > 2 && bytes.readUIntBE(start, 3) === 0xefbbbf) start += 3
  while (start < end && BLANKS.has(bytes[start])) start++
  while (end > start && BLANKS.has(bytes[end - 1])) end--
  return bytes.subarray(start, end)
}
