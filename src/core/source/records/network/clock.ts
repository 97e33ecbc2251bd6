/** Time and chance, so that tests need not wait for them. */
import { setTimeout as wait } from 'node:timers/promises'
import { throwIfAborted } from '../../../util/errors'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Throws `AbortedError` at once when the signal fires. */
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>
  /** At least 0 and less than 1. */
  random(): number
}

export const realClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(milliseconds, signal) {
    throwIfAborted(signal)
    await wait(milliseconds, undefined, { ...(signal && { signal }) }).catch((error: unknown) => {
      throwIfAborted(signal)
      throw error
    })
  },
}
