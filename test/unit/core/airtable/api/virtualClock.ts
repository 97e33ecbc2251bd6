/** A clock that leaps to the end of the shortest wait, for as many as wait at the same time. */
import { AbortedError, throwIfAborted } from '../../../../../src/core/util/errors'
import type { Clock } from '../../../../../src/core/source/records/network/clock'

export interface VirtualClock extends Clock {
  /** All waits that were asked for, in milliseconds. */
  readonly waits: readonly number[]
  /** How many wait at this moment. */
  sleeping(): number
  advance(milliseconds: number): void
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** With `held`, time goes on only by `advance`. It leaps after so many real milliseconds as it takes to `settle`. */
export function virtualClock({ held = false, random = 0.5, settle = 1 } = {}): VirtualClock {
  let now = Date.UTC(2026, 0, 1)
  const waits: number[] = []
  const sleepers = new Set<Sleeper>()
  let isLeaping = false

  function wakeUp(): void {
    for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at))
      if (sleeper.at <= now) {
        sleepers.delete(sleeper)
        sleeper.wake()
      }
  }

  /** Not at once: what others ask for meanwhile may end sooner. */
  function leap(): void {
    if (held || isLeaping || sleepers.size === 0) return
    isLeaping = true
    setTimeout(() => {
      isLeaping = false
      if (sleepers.size > 0) now = Math.max(now, Math.min(...[...sleepers].map(({ at }) => at)))
      wakeUp()
      leap()
    }, settle)
  }

  return {
    waits,
    now: () => now,
    random: () => random,
    sleeping: () => sleepers.size,
    advance(milliseconds) {
      now += milliseconds
      wakeUp()
    },
    sleep(milliseconds, signal) {
      throwIfAborted(signal)
      waits.push(milliseconds)
      return new Promise((resolve, reject) => {
        const sleeper = { at: now + milliseconds, wake: resolve }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) reject(new AbortedError(signal.reason))
        })
        leap()
      })
    },
  }
}
