/** How far away a server is. */
import { integerLiteral, sql } from '../../database/sql'
import type { Session } from '../../database/session'

export interface Link {
  /** Seconds. */
  readonly roundTrip: number
  readonly bytesPerSecond: number
}

/** Where too little is to be read for the link to matter. */
export const NEAR: Link = { roundTrip: 0, bytesPerSecond: 1e9 }

/** A slow link shows in the first sample already; a fast one needs more to be seen behind the round trip. */
const SAMPLES = [256 * 1024, 4 * 1024 * 1024]
const SLOW = 0.05
const ROUND_TRIPS = 3

/** Sends a few short questions and asks for a long answer, and for a longer one where the first came quickly. */
export async function measureLink(session: Session): Promise<Link> {
  let roundTrip = Infinity
  for (let index = 0; index < ROUND_TRIPS; index++)
    roundTrip = Math.min(roundTrip, await secondsOf(() => session.execute(sql`select 1 as one`)))
  let bytesPerSecond = 0
  for (const bytes of SAMPLES) {
    const sample = sql`select repeat('x', ${integerLiteral(bytes)}) as sample`
    const seconds = await secondsOf(() => session.execute(sample))
    bytesPerSecond = bytes / Math.max(1e-4, seconds - roundTrip)
    if (seconds > SLOW) break
  }
  return { roundTrip, bytesPerSecond }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
