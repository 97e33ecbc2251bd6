/** Work that several do at a time. */

/** Does this with one item after the other, until none is left. */
export type Each<T> = (one: (item: T) => Promise<void>) => Promise<void>

/**
 * Starts `workers` of them, at most one an item; each has made itself ready when it calls `each`. It takes the next item when it
 * is done with one; when one fails, the others find none any more. Resolves or throws when all have ended.
 */
export async function inTurns<T>(
  items: readonly T[],
  workers: number,
  work: (each: Each<T>) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  let failed = false
  const take = () => (failed ? undefined : queue.shift())
  const each: Each<T> = async (one) => {
    for (let item = take(); item !== undefined; item = take()) await one(item)
  }
  const results = await Promise.allSettled(
    Array.from({ length: Math.min(workers, items.length) }, () =>
      work(each).catch((error: unknown) => {
        failed = true
        throw error
      }),
    ),
  )
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
