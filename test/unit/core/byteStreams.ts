import fc from 'fast-check'
import { encodeCopyRow } from '../../../src/core/database/copyText'
import type { Value } from '../../../src/core/util/value'

/** Where a stream's bytes are cut: lengths of chunks, repeated as long as there are bytes. */
export const chunking = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })

/** The bytes in chunks of these lengths, each of which arrives later than it was asked for. */
export async function* chunked(bytes: Buffer, lengths: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0
  for (let index = 0; start < bytes.length; index++) {
    const end = start + (lengths[index % lengths.length] ?? 1)
    yield await Promise.resolve(bytes.subarray(start, end))
    start = end
  }
}

/** Rows as COPY sends them. */
export function stream(
  rows: readonly (readonly Value[])[],
  lengths: readonly number[],
): AsyncGenerator<Buffer> {
  return chunked(Buffer.from(rows.map(encodeCopyRow).join('')), lengths)
}
