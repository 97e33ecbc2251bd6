/** Errors of databases, translated once from drivers' errors by each dialect. */
import { DatabaseOperationError, type OperationErrorOptions } from '../util/errors'

/**
 * What a caller can do about it:
 * - `data`: the database refused a value or a row; other rows may pass
 * - `transient`: the same statement may pass when repeated (deadlock, serialization, lock timeout)
 * - `permission`: a grant is missing
 * - `connection`: the server cannot be reached or has gone
 * - `cancelled`: the statement was stopped at the caller's wish
 * - `statement`: the statement itself is wrong for this database
 */
export type DatabaseErrorKind =
  'data' | 'transient' | 'permission' | 'connection' | 'cancelled' | 'statement'

export interface DatabaseErrorFacts {
  readonly kind: DatabaseErrorKind
  /** SQLSTATE, or the system's error name where there was no answer (`ECONNREFUSED`). */
  readonly sqlState: string
  readonly constraint?: string
  /** A unique key has the value already. */
  readonly duplicate?: true
  /** The server has no database of that name. */
  readonly noDatabase?: true
  readonly column?: string
  readonly table?: string
  /** Character of the statement that the server complains about, from 1. */
  readonly position?: number
}

export class DatabaseError extends DatabaseOperationError {
  override readonly name = 'DatabaseError'
  readonly kind: DatabaseErrorKind
  readonly sqlState: string

  constructor(
    readonly facts: DatabaseErrorFacts,
    message: string,
    options: OperationErrorOptions = {},
  ) {
    super(`database-${facts.kind}`, message, { ...options, transient: facts.kind === 'transient' })
    this.kind = facts.kind
    this.sqlState = facts.sqlState
  }
}

export function isDatabaseError(error: unknown, kind?: DatabaseErrorKind): error is DatabaseError {
  return error instanceof DatabaseError && (kind === undefined || error.kind === kind)
}
