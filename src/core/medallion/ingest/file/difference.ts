/** Where a file differs from what it was: its blocks are compared from both ends, and what is between them is read. */
import type { ByteRange, RecordFile } from '../../../source/records/source'
import { lengthOf, rangesOf, type Manifest, type ManifestBlock } from './manifest'

export interface FileDifference {
  /** What is as it was, before the difference and behind it. */
  readonly before: readonly ManifestBlock[]
  readonly after: readonly ManifestBlock[]
  /** What was between them, and where what is there now. Both are empty where the file is what it was. */
  readonly gone: readonly ManifestBlock[]
  readonly range: ByteRange
}

/** Throws `source-changed` where the file is replaced meanwhile. */
export async function differenceOf(
  file: RecordFile,
  { blocks }: Pick<Manifest, 'blocks'>,
): Promise<FileDifference> {
  const { start, end, line } = file.body
  const isResized = end - start !== lengthOf(blocks)
  // What was the end of the file may have been the end of a line only because it was.
  const forwards = rangesOf(isResized ? blocks.slice(0, -1) : blocks, start)
  const same = await file.countMatching(forwards.filter((one) => one.start + one.length <= end))
  const before = blocks.slice(0, same)
  const middle = start + lengthOf(before)
  const rest = blocks.slice(same)
  const backwards = rangesOf(rest, end - lengthOf(rest)).filter((one) => one.start >= middle)
  const behind = await file.countMatching(backwards.reverse())
  const after = rest.slice(rest.length - behind)
  return {
    ...{ before, after },
    gone: rest.slice(0, rest.length - behind),
    range: {
      start: middle,
      end: end - lengthOf(after),
      line: line + before.reduce((sum, { lines }) => sum + lines, 0),
    },
  }
}
