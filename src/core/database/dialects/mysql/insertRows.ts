/** Puts rows into a table, many at a time, from lines of `LiteralRows`. */

/** Larger statements are no quicker. */
const STATEMENT_BYTES = 1 << 18
const LINE_END = 10

/** What a server allows a statement to have besides its rows. */
const HEAD_BYTES = 64 * 1024

export interface InsertTarget {
  /** Of the server: the most bytes of a statement. */
  readonly packetBytes: number
  /** What stands before the rows, to the word `values`. */
  readonly head: Buffer
  /** Sends one statement. */
  send(statement: Buffer): Promise<void>
}

/** Sends statements of whole rows, each as large as it may be; a row that is larger goes alone. */
export async function insertRows(
  chunks: AsyncIterable<Buffer>,
  { packetBytes, head, send }: InsertTarget,
): Promise<void> {
  const limit = Math.min(STATEMENT_BYTES, packetBytes - HEAD_BYTES)
  // One for all statements: what is thrown away after each would be most of what a clone takes of memory.
  const room = Buffer.allocUnsafe(head.length + limit)
  head.copy(room)
  let length = head.length
  const flush = async (): Promise<void> => {
    if (length > head.length) await send(room.subarray(0, length))
    length = head.length
  }
  for await (const chunk of chunks)
    // Chunks are whole rows: those that fit go together.
    for (const piece of pieces(chunk, limit)) {
      if (length + piece.length > room.length) await flush()
      // Without the comma before the first row.
      const rows = length === head.length ? piece.subarray(1) : piece
      if (length + rows.length > room.length) await send(Buffer.concat([head, rows]))
      else length += rows.copy(room, length)
    }
  await flush()
}

/** Whole rows, as many at a time as the limit allows, and at least one. */
function* pieces(chunk: Buffer, limit: number): Generator<Buffer> {
  let start = 0
  while (start < chunk.length) {
    let end = chunk.length
    if (end - start > limit) {
      const last = chunk.lastIndexOf(LINE_END, start + limit - 1)
      end = (last >= start ? last : chunk.indexOf(LINE_END, start)) + 1
    }
    yield chunk.subarray(start, end)
    start = end
  }
}
