/** Work whose parts are of no use without each other. */

type Part<T> = (signal: AbortSignal) => Promise<T>

/**
 * Runs all parts at a time. Where one fails, the signal of the others is raised, and when all have ended it throws what that one
 * has thrown. Returns their results in the order of the parts.
 */
export async function allOrNone<T extends readonly unknown[]>(
  signal: AbortSignal | undefined,
  parts: { readonly [K in keyof T]: Part<T[K]> },
): Promise<T> {
  const stop = new AbortController()
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
  const running = parts.map((part) => part(either))
  try {
    return (await Promise.all(running)) as unknown as T
  } catch (error) {
    stop.abort(error)
    await Promise.allSettled(running)
    throw error
  }
}
