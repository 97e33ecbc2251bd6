import { DatabaseError } from '../../database/errors'

/** A batch whose rows are not all written as they were journalled is rolled back and tried in smaller parts. */
export function requireRows(written: number, journalled: number): void {
  if (written === journalled) return
  throw new DatabaseError(
    { kind: 'data', sqlState: 'suppressed' },
    `the database wrote ${written} of ${journalled} rows: a trigger or view of the target kept the others`,
  )
}
