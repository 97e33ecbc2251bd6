/** What the core says of the statements it runs: text and timing, never values. */

export type QueryEvent = QuerySucceeded | QueryFailed

interface QueryFacts {
  /** The environment that the session belongs to. */
  readonly environment: string
  /** The statement with placeholders; values are not logged. */
  readonly sql: string
  readonly milliseconds: number
}

export interface QuerySucceeded extends QueryFacts {
  readonly level: 'query'
  readonly rowCount: number
}

export interface QueryFailed extends QueryFacts {
  readonly level: 'error'
  readonly code: string
  readonly message: string
}

export type QueryListener = (event: QueryEvent) => void

const listeners = new Set<QueryListener>()

/** Calls `listener` for every statement from now on. Returns the function that ends it. */
export function onQuery(listener: QueryListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function logQuery(event: QueryEvent): void {
  for (const listener of listeners) listener(event)
}
