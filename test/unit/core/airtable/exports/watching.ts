/** A watch that a test listens to. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExportSet } from '../../../../../src/core/airtable/exports/exportSets'
import {
  watchExports,
  type WatchExportsOptions,
} from '../../../../../src/core/airtable/exports/watchExports'
import { realClock, type Clock } from '../../../../../src/core/source/records/network/clock'
import type { Waiting } from '../../../../../src/core/airtable/exports/waiting'

export interface Given extends ExportSet {
  readonly at: number
}

export interface Watching {
  readonly given: readonly Given[]
  readonly errors: readonly unknown[]
  /** What was said last to be waited for. */
  waiting(): readonly Waiting[]
  /** Waits until there have been so many sets; the last of them. */
  set(count: number): Promise<Given>
  /** Waits until something is so, for a few seconds at most. */
  until(isSo: () => boolean): Promise<void>
  /** Waits until the watch is over. */
  end(): Promise<void>
}

type Options = Partial<WatchExportsOptions> & Pick<WatchExportsOptions, 'folder' | 'wanted'>

const PATIENCE = 10_000

/** A clock that runs ten times as fast as others, for watches that do not look at what is being written. */
export const fastClock: Clock = {
  ...realClock,
  now: () => performance.now() * 10,
  sleep: (milliseconds, signal) => realClock.sleep(milliseconds / 10, signal),
}

export function startWatch(options: Options): Watching {
  const controller = new AbortController()
  const [given, errors]: [Given[], unknown[]] = [[], []]
  let waiting: readonly Waiting[] = []
  const ended = watchExports({
    signal: controller.signal,
    onError: (error) => errors.push(error),
    onWaiting: (now) => {
      waiting = now
    },
    ...options,
    onSet: (set) => {
      given.push({ ...set, at: Date.now() })
      return options.onSet?.(set)
    },
  })
  const until = async (isSo: () => boolean) => {
    for (const end = Date.now() + PATIENCE; !isSo(); await sleep(5))
      if (Date.now() > end) throw new Error(`waited in vain; ${JSON.stringify({ given, waiting })}`)
  }
  return {
    given,
    errors,
    waiting: () => waiting,
    async set(count) {
      await until(() => given.length >= count)
      const last = given[count - 1]
      if (last === undefined) throw new Error('there is no such set')
      return last
    },
    until,
    async end() {
      controller.abort()
      await ended
    },
  }
}
