/** How far away a server is. */
import { integerLiteral, sql } from '../../database/sql'
import type { Session } from '../../database/session'

export interface Link {
  /** Seconds. */
  readonly roundTrip: number
  readonly bytesPerSecond: number
}

const MOST = 1e9

/** Where the link does not matter, or too little is to be read for it to. */
export const NEAR: Link = { roundTrip: 0, bytesPerSecond: MOST }

/** Less than a probe's own answers. */
const FIRST_SAMPLE = 8 * 1024
const SECOND_SAMPLE = 512 * 1024
/** Bytes a second from which on servers, and no link, set the pace. */
const FAST = 10e6
/** Seconds: a link that needs so long for the first sample is known well enough. */
const SLOW = 0.05
/** The least of several counts: all else is somebody else's work. */
const TIMES = 3

/** Sends a few short questions and asks for long answers; for a longer one where that tells more. */
export async function measureLink(session: Session): Promise<Link> {
  const first = await glanceAtLink(session)
  const seconds = FIRST_SAMPLE / first.bytesPerSecond
  if (first.bytesPerSecond === MOST || seconds > SLOW) return first
  const { roundTrip } = first
  const more = (await leastOf(1, () => ask(session, SECOND_SAMPLE))) - roundTrip
  return { roundTrip, bytesPerSecond: SECOND_SAMPLE / Math.max(more, SECOND_SAMPLE / MOST) }
}

/** A rough measurement, for where nothing is decided by it: it costs hardly a byte. */
export async function glanceAtLink(session: Session): Promise<Link> {
  const roundTrip = await leastOf(TIMES, () => session.execute(sql`select 1 as one`))
  const seconds = (await leastOf(2, () => ask(session, FIRST_SAMPLE))) - roundTrip
  const bytesPerSecond = FIRST_SAMPLE / Math.max(seconds, FIRST_SAMPLE / MOST)
  return { roundTrip, bytesPerSecond: bytesPerSecond > FAST ? MOST : bytesPerSecond }
}

function ask(session: Session, bytes: number): Promise<unknown> {
  return session.execute(sql`select repeat('x', ${integerLiteral(bytes)}) as sample`)
}

/** Seconds. */
async function leastOf(times: number, work: () => Promise<unknown>): Promise<number> {
  let least = Infinity
  for (let index = 0; index < times; index++) {
    const started = performance.now()
    await work()
    least = Math.min(least, (performance.now() - started) / 1000)
  }
  return least
}
