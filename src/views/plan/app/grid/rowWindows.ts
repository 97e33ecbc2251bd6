import { systemClock } from '../debounce'
import type { Clock } from '../debounce'

export interface RowPage<T> {
  readonly total: number
  readonly items: readonly T[]
}

export type FetchRows<T> = (
  offset: number,
  limit: number,
  signal: AbortSignal,
) => Promise<RowPage<T>>

export interface RowWindowsOptions {
  /** Called when rows have come or could not be had. */
  readonly onChange: () => void
  readonly pageSize?: number
  /** How many pages are kept. */
  readonly keep?: number
  /** The least time between two rounds of requests: dragging the scrollbar asks for much that nobody sees. */
  readonly pause?: number
  readonly clock?: Clock
}

/**
 * The rows near the place that is looked at. What is needed and not there is fetched in pages; requests for pages
 * that are no longer needed are cancelled; pages that were not seen for long are dropped.
 */
export class RowWindows<T> {
  /** How many rows there are in all; undefined until the first page is there. */
  total: number | undefined
  /** Why the last page could not be had. */
  failure: string | undefined

  readonly #pages = new Map<number, readonly T[]>()
  readonly #requests = new Map<number, AbortController>()
  readonly #pageSize: number
  readonly #keep: number
  readonly #pause: number
  readonly #clock: Clock
  #needed: readonly number[] = []
  #lastRound = -Infinity
  #timer: unknown
  #disposed = false

  constructor(
    private readonly fetch: FetchRows<T>,
    private readonly options: RowWindowsOptions,
  ) {
    this.#pageSize = options.pageSize ?? 200
    this.#keep = options.keep ?? 20
    this.#pause = options.pause ?? 50
    this.#clock = options.clock ?? systemClock
  }

  /** The row, when it is there. */
  row(index: number): T | undefined {
    const page = Math.floor(index / this.#pageSize)
    return this.#pages.get(page)?.[index - page * this.#pageSize]
  }

  /** Says which rows are looked at. */
  need(first: number, end: number): void {
    const last = Math.floor(Math.max(first, end - 1) / this.#pageSize)
    const needed: number[] = []
    for (let page = Math.floor(first / this.#pageSize); page <= last; page++) needed.push(page)
    this.#needed = needed
    this.#cancelAllBut(new Set(needed))
    this.#schedule()
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.failure = undefined
    this.#schedule()
    this.options.onChange()
  }

  dispose(): void {
    this.#disposed = true
    this.#cancelAllBut(new Set())
    this.#clock.clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#disposed) return
    const wait = this.#lastRound + this.#pause - this.#clock.now()
    if (wait <= 0) return this.#round()
    this.#timer = this.#clock.setTimeout(() => this.#round(), wait)
  }

  #round(): void {
    this.#timer = undefined
    if (this.failure !== undefined) return
    for (const page of this.#needed) {
      const held = this.#pages.get(page)
      if (held !== undefined) this.#touch(page, held)
      else if (!this.#requests.has(page)) this.#request(page)
    }
  }

  #request(page: number): void {
    const request = new AbortController()
    this.#requests.set(page, request)
    this.#lastRound = this.#clock.now()
    this.fetch(page * this.#pageSize, this.#pageSize, request.signal).then(
      ({ total, items }) => this.#finish(page, request, () => this.#receive(page, total, items)),
      (error: unknown) => this.#finish(page, request, () => this.#fail(error)),
    )
  }

  /** An answer that nobody waits for any more is dropped. */
  #finish(page: number, request: AbortController, take: () => void): void {
    if (request.signal.aborted || this.#requests.get(page) !== request) return
    this.#requests.delete(page)
    take()
    this.options.onChange()
  }

  #receive(page: number, total: number, items: readonly T[]): void {
    this.total = total
    this.#touch(page, items)
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.#keep) break
      if (!this.#needed.includes(oldest)) this.#pages.delete(oldest)
    }
  }

  #fail(error: unknown): void {
    this.failure = error instanceof Error ? error.message : String(error)
  }

  /** Maps keep insertion order, so that the first page is the one that was needed least recently. */
  #touch(page: number, items: readonly T[]): void {
    this.#pages.delete(page)
    this.#pages.set(page, items)
  }

  #cancelAllBut(pages: ReadonlySet<number>): void {
    for (const [page, request] of this.#requests) {
      if (pages.has(page)) continue
      this.#requests.delete(page)
      request.abort()
    }
  }
}
