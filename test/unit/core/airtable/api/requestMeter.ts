/** Counts the requests of each base and refuses as Airtable does: more than five a second cost half a minute. */
import type { Clock } from '../../../../../src/core/source/records/network/clock'

export class RequestMeter {
  private readonly arrivals = new Map<string, number[]>()
  private readonly penalties = new Map<string, number>()
  /** Requests that came though they had to wait. */
  refused = 0

  constructor(private readonly clock: Clock) {}

  /** A request within the penalty begins it anew. */
  admit(base: string): boolean {
    const now = this.clock.now()
    const arrivals = this.arrivals.get(base) ?? []
    this.arrivals.set(base, arrivals)
    arrivals.push(now)
    const isTooMuch = arrivals.filter((at) => at > now - 1000).length > 5
    const isPenalised = now < (this.penalties.get(base) ?? -Infinity)
    if (!isTooMuch && !isPenalised) return true
    this.refused++
    this.penalise(base)
    return false
  }

  /** As if somebody else had asked too often. */
  penalise(base: string): void {
    this.penalties.set(base, this.clock.now() + 30_000)
  }

  /** How many came in each second, from the first one on. */
  bySecond(base: string): readonly number[] {
    const arrivals = this.arrivals.get(base) ?? []
    const counts: number[] = []
    for (const at of arrivals) {
      const second = Math.floor((at - (arrivals[0] ?? at)) / 1000)
      counts[second] = (counts[second] ?? 0) + 1
    }
    return Array.from(counts, (count) => count ?? 0)
  }
}
