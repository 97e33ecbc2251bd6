/** A call that waits until there has been quiet for a while; only the last of several is made. */
export interface Debounced<T> {
  (value: T): void
  /** Makes a waiting call now. */
  flush(): void
  cancel(): void
}

export interface Clock {
  setTimeout(callback: () => void, milliseconds: number): unknown
  clearTimeout(timer: unknown): void
  now(): number
}

export const systemClock: Clock = {
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as number),
  now: () => performance.now(),
}

export function debounce<T>(
  call: (value: T) => void,
  milliseconds: number,
  clock: Clock = systemClock,
): Debounced<T> {
  let waiting: { timer: unknown; value: T } | undefined
  const cancel = () => {
    if (waiting !== undefined) clock.clearTimeout(waiting.timer)
    waiting = undefined
  }
  const flush = () => {
    const value = waiting?.value
    const had = waiting !== undefined
    cancel()
    if (had) call(value as T)
  }
  const debounced = (value: T) => {
    cancel()
    waiting = { timer: clock.setTimeout(flush, milliseconds), value }
  }
  return Object.assign(debounced, { flush, cancel })
}
