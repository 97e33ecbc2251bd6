import { setImmediate } from 'node:timers/promises'

/** Milliseconds. A server that waits for its next rows waits no longer. */
const LONGEST_STRETCH = 1

/** Long work that leaves its thread to others now and then: `if (pauses.due) await pauses.pause()`. */
export class Pauses {
  private end = performance.now() + LONGEST_STRETCH

  get due(): boolean {
    return performance.now() > this.end
  }

  /** What has arrived meanwhile is dealt with. */
  async pause(): Promise<void> {
    await setImmediate()
    this.end = performance.now() + LONGEST_STRETCH
  }
}
