/**
 * Whose turn it is: the plain driver's, which looks at the tables, or Drydock's. Servers serve both at any time. An
 * embedded database is open to one of them and takes long to open: so all stories use the plain driver, then all
 * use Drydock, and so on, step by step together.
 */
import { releaseDatabases } from '../../src/core/index'
import type { RawSession } from '../helpers/engines'
import { withRawSession } from '../helpers/rawSessions'
import { languageAt, type Pair, type Side } from './pairs'
import { lookAt, type Looking, type Places } from './places'

/** What a story asks for; it waits until it is its turn. */
export interface Turns {
  /** Looks at both ends with the plain driver. */
  raw<T>(work: (ends: Readonly<Record<Side, Looking>>) => Promise<T>): Promise<T>
  drydock<T>(work: () => Promise<T>): Promise<T>
}

export interface Story<S> {
  readonly subject: S
  readonly places: Places
}

type Sessions = Readonly<Record<Side, RawSession>>

/** The turns of a story that is alone with engines of many sessions. */
export function ownTurns(pair: Pair, places: Places): Turns {
  return {
    raw: (work) =>
      withSessions(pair, places, async (sessions) => work(await look(pair, places, sessions))),
    drydock: (work) => work(),
  }
}

function withSessions<T>(
  { source, target }: Pair,
  places: Places,
  work: (sessions: Sessions) => Promise<T>,
): Promise<T> {
  return withRawSession(source.connect, places.source.url, (from) =>
    withRawSession(target.connect, places.target.url, (to) => work({ source: from, target: to })),
  )
}

async function look(
  pair: Pair,
  { source, target }: Places,
  sessions: Sessions,
): Promise<Readonly<Record<Side, Looking>>> {
  return {
    source: await lookAt(sessions.source, source, languageAt(pair, 'source')),
    target: await lookAt(sessions.target, target, languageAt(pair, 'target')),
  }
}

interface Waiting {
  readonly kind: keyof Turns
  readonly work: (sessions: Sessions | undefined) => Promise<void>
  /** For when the turn itself cannot be had. */
  readonly fail: (error: unknown) => void
}

/** Runs all stories, which share two databases, to their ends. One that fails leaves the others alone. */
export function runTogether<S>(
  pair: Pair,
  stories: readonly Story<S>[],
  tell: (story: Story<S>, turns: Turns) => Promise<void>,
): ReadonlyMap<S, Promise<void>> {
  const waiting: Waiting[] = []
  let unfinished = stories.length
  let busy = false

  function turnsOf({ places }: Story<S>): Turns {
    return {
      raw: (work) =>
        wait('raw', async (sessions) => work(await look(pair, places, sessions as Sessions))),
      drydock: (work) => wait('drydock', () => work()),
    }
  }

  function wait<T>(
    kind: keyof Turns,
    work: (sessions: Sessions | undefined) => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      waiting.push({
        kind,
        work: (sessions) => work(sessions).then(resolve, reject),
        fail: reject,
      })
      beginWhenAllWait()
    })
  }

  function beginWhenAllWait(): void {
    if (busy || waiting.length === 0 || waiting.length < unfinished) return
    busy = true
    const raw = waiting.filter(({ kind }) => kind === 'raw')
    const others = waiting.filter(({ kind }) => kind === 'drydock')
    const [now, later] = raw.length >= others.length ? [raw, others] : [others, raw]
    waiting.splice(0, waiting.length, ...later)
    const turn = now === raw ? withPlainDriver(now) : withDrydock(now)
    void turn
      .catch((error: unknown) => now.forEach(({ fail }) => fail(error)))
      .finally(() => {
        busy = false
        beginWhenAllWait()
      })
  }

  async function withPlainDriver(now: readonly Waiting[]): Promise<void> {
    const [first] = stories
    if (first === undefined) return
    await withSessions(pair, first.places, async (sessions) => {
      for (const { work } of now) await work(sessions)
    })
  }

  async function withDrydock(now: readonly Waiting[]): Promise<void> {
    for (const { work } of now) await work(undefined)
    await releaseDatabases()
  }

  return new Map(
    stories.map((story) => {
      const told = tell(story, turnsOf(story)).finally(() => {
        unfinished--
        beginWhenAllWait()
      })
      // Whoever awaits it gets the error; until then it is no unhandled one.
      told.catch(() => undefined)
      return [story.subject, told]
    }),
  )
}
