import { allEngines, type Engine } from '../helpers/engines'

/** Each server to itself, and the newest of each kind to that of the other. */
export function directions(): readonly (readonly [from: Engine, to: Engine])[] {
  const servers = allEngines().filter(({ kind }) => kind !== 'pglite')
  const newest = servers.filter(
    (engine) => servers.findLast(({ kind }) => kind === engine.kind) === engine,
  )
  return [
    ...servers.map((engine) => [engine, engine] as const),
    ...newest.flatMap((from) =>
      newest.filter((to) => to !== from).map((to) => [from, to] as const),
    ),
  ]
}

/** Defines the same tests for every direction. A session or lock that is left behind fails them. */
export function describeDirections(title: string, body: (from: Engine, to: Engine) => void): void {
  for (const [from, to] of directions())
    describe(`${title}, from ${from.id} to ${to.id}`, () => {
      body(from, to)
      after(`${from.id} and ${to.id} are released`, async () => {
        await from.verifyReleased()
        if (to !== from) await to.verifyReleased()
      })
    })
}

/** A text as either language reads it. */
export function quote(text: string, { kind }: Engine): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return kind === 'mysql' ? quoted.replaceAll('\\', '\\\\') : quoted
}
