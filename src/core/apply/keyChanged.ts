import { DatabaseError } from '../database/errors'

/** What was inserted cannot be found again by its key: a trigger gave the row another one. Nothing of it stays. */
export function keyChangedError(): DatabaseError {
  return new DatabaseError(
    { kind: 'data', sqlState: 'key-changed' },
    'a trigger of the target gives the row another key, by which it could not be undone',
  )
}
