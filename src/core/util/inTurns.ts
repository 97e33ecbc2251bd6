/** Work that several do at a time. */

/**
 * Starts `workers` of them, at most one an item. Each takes the next item when it is done with one; when one fails, the others
 * find none any more. Resolves or throws when all have ended.
 */
export async function inTurns<T>(
  items: readonly T[],
  workers: number,
  work: (take: () => T | undefined) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  let failed = false
  const take = () => (failed ? undefined : queue.shift())
  const results = await Promise.allSettled(
    Array.from({ length: Math.min(workers, items.length) }, () =>
      work(take).catch((error: unknown) => {
        failed = true
        throw error
      }),
    ),
  )
  for (const result of results) if (result.status === 'rejected') throw result.reason
}
