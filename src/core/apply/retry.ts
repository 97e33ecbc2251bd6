/** Repeats what may pass the next time: deadlocks, serialization failures, lock timeouts. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseError } from '../database/errors'
import { throwIfAborted } from '../util/errors'

const TRIES = 6
const FIRST_WAIT = 50

/**
 * Waits twice as long before each repetition, and a random part more, so that two runs do not meet again. Each is
 * announced by `onRetry`, with what is in the way.
 */
export async function retryTransient<T>(
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
  onRetry: (error: Error) => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === TRIES || !isDatabaseError(error, 'transient')) throw error
      await onRetry(error)
    }
    await sleep(FIRST_WAIT * 2 ** attempt * (1 + Math.random()))
    throwIfAborted(signal)
  }
}
