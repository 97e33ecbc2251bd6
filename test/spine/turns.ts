/**
 * Many stories on one pair of databases, step by step together. An embedded database is open to the plain
 * driver or to Drydock, never to both, and takes long to open: so all stories use the plain driver, then all
 * use Drydock, and so on.
 */
import { releaseDatabases } from '../../src/core/index'
import type { Engine, RawSession } from '../helpers/engines'
import { withRawSession } from '../helpers/rawSessions'

export interface DatabasePair {
  readonly source: string
  readonly target: string
}

export interface RawPair {
  readonly source: RawSession
  readonly target: RawSession
}

/** What a story asks for; it waits until it is its turn. */
export interface Turns {
  /** Looks at both databases with the plain driver. */
  raw<T>(work: (pair: RawPair) => Promise<T>): Promise<T>
  drydock<T>(work: () => Promise<T>): Promise<T>
}

interface Waiting {
  readonly kind: keyof Turns
  readonly work: (pair: RawPair | undefined) => Promise<void>
  /** For when the turn itself cannot be had. */
  readonly fail: (error: unknown) => void
}

/** Runs all stories to their ends. One that fails leaves the others alone. */
export function runTogether<S>(
  engine: Engine,
  urls: DatabasePair,
  stories: readonly S[],
  tell: (story: S, turns: Turns) => Promise<void>,
): ReadonlyMap<S, Promise<void>> {
  const waiting: Waiting[] = []
  let unfinished = stories.length
  let busy = false

  const turns: Turns = {
    raw: (work) => wait('raw', (pair) => work(pair as RawPair)),
    drydock: (work) => wait('drydock', () => work()),
  }

  function wait<T>(kind: keyof Turns, work: (pair: RawPair | undefined) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      waiting.push({
        kind,
        work: (pair) => work(pair).then(resolve, reject),
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

  function withPlainDriver(now: readonly Waiting[]): Promise<void> {
    return withRawSession(engine.connect, urls.source, (source) =>
      withRawSession(engine.connect, urls.target, async (target) => {
        for (const { work } of now) await work({ source, target })
      }),
    )
  }

  async function withDrydock(now: readonly Waiting[]): Promise<void> {
    for (const { work } of now) await work(undefined)
    await releaseDatabases()
  }

  return new Map(
    stories.map((story) => {
      const told = tell(story, turns).finally(() => {
        unfinished--
        beginWhenAllWait()
      })
      // Whoever awaits it gets the error; until then it is no unhandled one.
      told.catch(() => undefined)
      return [story, told]
    }),
  )
}
