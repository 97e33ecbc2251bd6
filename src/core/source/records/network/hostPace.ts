/** No more requests a second than a host allows, whoever makes them in this process. */
import type { Clock } from './clock'

/** The first moment at which a host may be asked again. Hosts are few, so that none is forgotten. */
const nextTurns = new Map<string, number>()

/**
 * Waits for a turn. Turns have even distances: a burst at the start, which a bucket of tokens would let through, makes some
 * services refuse what comes next.
 */
export async function takeTurn(
  host: string,
  perSecond: number,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  const now = clock.now()
  const turn = Math.max(now, nextTurns.get(host) ?? now)
  nextTurns.set(host, turn + 1000 / perSecond)
  if (turn > now) await clock.sleep(turn - now, signal)
}
