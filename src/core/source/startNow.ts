/** Streams that begin before somebody reads them. */

/** Asks for the first chunk at once, so that a server works while another one is listened to. */
export function startNow<T>(stream: AsyncIterable<T>): AsyncIterable<T> {
  const chunks = stream[Symbol.asyncIterator]()
  const first = chunks.next()
  // Its error is for whoever reads; it may be that nobody does.
  first.catch(() => undefined)
  return passOn(first, chunks)
}

async function* passOn<T>(
  first: Promise<IteratorResult<T>>,
  chunks: AsyncIterator<T>,
): AsyncGenerator<T> {
  try {
    for (let next = await first; next.done !== true; next = await chunks.next()) yield next.value
  } finally {
    await chunks.return?.()
  }
}
