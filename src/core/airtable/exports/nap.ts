/** Rest between two looks, which an event ends early. */
import type { Clock } from '../../source/records/network/clock'

export class Nap {
  private hasNews = false
  private least: AbortController | undefined
  private rest: AbortController | undefined

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {
    const end = () => {
      this.least?.abort()
      this.rest?.abort()
    }
    signal.addEventListener('abort', end, { once: true })
  }

  /** Something has happened: whoever rests gets up. */
  wake(): void {
    this.hasNews = true
    this.rest?.abort()
  }

  /**
   * Sleeps for `milliseconds` or until there is news since the last time, but not less than `leastMs`: a download writes a thousand
   * times a second.
   */
  async sleep(milliseconds: number, leastMs: number): Promise<void> {
    this.least = new AbortController()
    await this.sleepUnless(this.signal.aborted, leastMs, this.least.signal)
    this.rest = new AbortController()
    const isOver = this.hasNews || this.signal.aborted
    await this.sleepUnless(isOver, milliseconds - leastMs, this.rest.signal)
    this.hasNews = false
  }

  private async sleepUnless(isOver: boolean, milliseconds: number, end: AbortSignal) {
    if (isOver || milliseconds <= 0) return
    try {
      await this.clock.sleep(milliseconds, end)
    } catch (error) {
      if (!end.aborted) throw error
    }
  }
}
