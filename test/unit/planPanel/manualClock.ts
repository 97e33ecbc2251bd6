import type { Clock } from '../../../src/views/plan/app/debounce'

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now = 0
  #lastId = 0
  readonly #timers = new Map<number, { readonly at: number; readonly callback: () => void }>()

  setTimeout(callback: () => void, milliseconds: number): number {
    const id = ++this.#lastId
    this.#timers.set(id, { at: this.#now + milliseconds, callback })
    return id
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number)
  }

  now(): number {
    return this.#now
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
    for (const [id, { at, callback }] of this.#timers) {
      if (at > this.#now) continue
      this.#timers.delete(id)
      callback()
    }
  }
}
