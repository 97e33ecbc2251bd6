/** What scenarios are played on: an engine to itself, or one kind of engine to the other. */
import { directions } from '../databases/directions'
import { allEngines, languageOf, type Engine, type Language } from '../helpers/engines'

export interface Pair {
  /** As scenarios call it: `postgres`, `pglite`, `mysql`, `postgres-to-mysql` or `mysql-to-postgres`. */
  readonly name: string
  /** The two servers, for the titles of tests. */
  readonly title: string
  readonly source: Engine
  readonly target: Engine
}

export type Side = 'source' | 'target'

/** The pairs of this run's engines. Across engines one server of each kind will do. */
export function allPairs(): readonly Pair[] {
  const embedded = allEngines().filter(({ kind }) => kind === 'pglite')
  const all = [...directions(), ...embedded.map((engine) => [engine, engine] as const)]
  return all.map(([source, target]) => ({
    name: nameOf(source.kind, target.kind),
    title: nameOf(source.id, target.id),
    source,
    target,
  }))
}

export function languageAt(pair: Pair, side: Side): Language {
  return languageOf(pair[side])
}

function nameOf(source: string, target: string): string {
  return source === target ? source : `${source}-to-${target}`
}

/** Defines the same tests for every pair. A session or lock that is left behind fails them. */
export function describePairs(title: string, body: (pair: Pair) => void): void {
  for (const pair of allPairs())
    describe(`${title} (${pair.title})`, () => {
      body(pair)
      after(`${pair.title} is released`, async () => {
        await pair.source.verifyReleased()
        if (pair.target !== pair.source) await pair.target.verifyReleased()
      })
    })
}
