import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds in which the use of an item gets under way: making the next at once would be in its way. */
export const HEAD_START = 2

/** The same items; while one is being used, the next is already being made. */
export async function* ahead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const source = items[Symbol.asyncIterator]()
  const ask = (after?: Promise<void>) => {
    const asked = after === undefined ? source.next() : after.then(() => source.next())
    // Whoever awaits it is told; until then nobody is.
    asked.catch(() => undefined)
    return asked
  }
  let next = ask()
  try {
    for (;;) {
      const { done, value } = await next
      if (done === true) return
      next = ask(sleep(HEAD_START))
      yield value
    }
  } finally {
    await next.catch(() => undefined)
    await source.return?.()
  }
}
