/** What can be wrong with a key that shall find one row. */
import { displayTable, type Table } from '../database/table'
import type { RowError } from '../ledger/run'
import { DatabaseOperationError, RefusedError } from '../util/errors'
import type { Row } from '../util/value'

/** No row has the key. */
export class RowNotFoundError extends DatabaseOperationError {
  override readonly name = 'RowNotFoundError'
  constructor(environment: string, table: Table, key: Row) {
    super(
      'row-not-found',
      `no row of "${displayTable(table)}" in "${environment}" has ${describeKey(key)}`,
    )
  }
}

/** The row is as it was: the database refused its new values, or somebody has changed it in the meantime. */
export class RowNotUpdatedError extends DatabaseOperationError {
  override readonly name = 'RowNotUpdatedError'
  constructor(
    message: string,
    readonly runId: string,
    /** The database's refusal; undefined where the row has changed. */
    readonly refusal: RowError | undefined,
  ) {
    super(refusal === undefined ? 'row-drifted' : 'row-refused', message)
  }
}

/** For a key that several rows have: one of them would be picked by chance. */
export function rowNotUnique(environment: string, table: Table, key: Row): RefusedError {
  return new RefusedError(
    'row-not-unique',
    `several rows of "${displayTable(table)}" in "${environment}" have ${describeKey(key)}`,
    { mend: 'add columns to the key until one row is left' },
  )
}

/** `job "12345" and release "A"`. */
function describeKey(key: Row): string {
  return Object.entries(key)
    .map(([column, value]) => `${column} "${value ?? ''}"`)
    .join(' and ')
}
