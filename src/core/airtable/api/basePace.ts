/** No more requests a second than Airtable allows a base, whoever makes them in this process. */
import { AbortedError, throwIfAborted } from '../../util/errors'
import type { Clock } from '../../source/records/network/clock'

/** How many requests a second Airtable answers for each base. One more, and it answers none for half a minute. */
export const CALLS_PER_SECOND = 5

/** A little more than a second, because clocks are read in whole milliseconds. */
const WINDOW = 1010

/**
 * There are five places, and a request needs one. A place is free again a second after the answer has come, not after the request
 * has gone: when Airtable counted the request is known only then, so that however long requests are under way it never counts six
 * within a second.
 */
export class BasePace {
  /** When each of the free places may be used, the soonest one first. */
  private readonly places: number[] = Array<number>(CALLS_PER_SECOND).fill(-Infinity)
  private readonly waiting: ((place: number) => void)[] = []
  private pausedUntil = -Infinity

  constructor(private readonly clock: Clock) {}

  /** Does the work when it is its turn. Throws `AbortedError` at once when the signal fires before that. */
  async inTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const place = await this.takePlace(signal)
    try {
      await this.reach(place, signal)
    } catch (error) {
      this.giveBack(place)
      throw error
    }
    try {
      return await work()
    } finally {
      this.giveBack(this.clock.now() + WINDOW)
    }
  }

  /** Nobody's turn comes before so many milliseconds have passed. */
  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + milliseconds)
  }

  /** How long nobody's turn comes, in milliseconds; 0 where there is no pause. */
  pauseLeft(): number {
    return Math.max(0, this.pausedUntil - this.clock.now())
  }

  private async takePlace(signal: AbortSignal | undefined): Promise<number> {
    throwIfAborted(signal)
    const place = this.places.shift()
    if (place !== undefined) return place
    return new Promise((resolve, reject) => {
      const give = (freed: number) => {
        signal?.removeEventListener('abort', leave)
        resolve(freed)
      }
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(give), 1)
        reject(new AbortedError(signal?.reason))
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.waiting.push(give)
    })
  }

  /** A pause may begin while a turn is waited for. */
  private async reach(place: number, signal: AbortSignal | undefined): Promise<void> {
    const left = () => Math.max(place, this.pausedUntil) - this.clock.now()
    for (let wait = left(); wait > 0; wait = left()) await this.clock.sleep(wait, signal)
    throwIfAborted(signal)
  }

  private giveBack(place: number): void {
    const next = this.waiting.shift()
    if (next !== undefined) return next(place)
    this.places.push(place)
    this.places.sort((a, b) => a - b)
  }
}

/** Bases are few, so that none is forgotten. Who has another clock lives in another time. */
const paces = new WeakMap<Clock, Map<string, BasePace>>()

/** The one pace of a base that an API has. */
export function paceOf(api: string, base: string, clock: Clock): BasePace {
  const ofClock = paces.get(clock) ?? new Map<string, BasePace>()
  paces.set(clock, ofClock)
  const key = `${api} ${base}`
  const pace = ofClock.get(key) ?? new BasePace(clock)
  ofClock.set(key, pace)
  return pace
}
