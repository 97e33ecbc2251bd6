/** The same items; while one is being used, the next is already being made. */
export async function* ahead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const source = items[Symbol.asyncIterator]()
  const ask = () => {
    const asked = source.next()
    // Whoever awaits it is told; until then nobody is.
    asked.catch(() => undefined)
    return asked
  }
  let next = ask()
  try {
    for (;;) {
      const { done, value } = await next
      if (done === true) return
      next = ask()
      yield value
    }
  } finally {
    await next.catch(() => undefined)
    await source.return?.()
  }
}
