/** What makes the objects of a database again, in an empty one. */
import type { CreationSettings } from '../../inventory/mysql/mysqlObject'
import type { ObjectKind } from '../../inventory/schemaObject'

export interface RecreationStep {
  /** The object that it makes, or a part of it. */
  readonly object: { readonly kind: ObjectKind; readonly name: string }
  readonly part: 'object' | 'keys' | 'foreign key' | 'grant' | 'stand-in'
  /** What the session has to be set to: see `settingStatements`. */
  readonly settings: CreationSettings
  /** Runs in a session whose default database is the new one. */
  readonly statement: string
  /** Rows are easier to fill in before keys, foreign keys and triggers are there. */
  readonly phase: 'before rows' | 'after rows'
}

/** An object that is not made again, or not as it was, because it could not be read whole. */
export interface LeftOut {
  readonly object: RecreationStep['object']
  readonly reason: string
}

export interface Recreation {
  readonly steps: readonly RecreationStep[]
  readonly leftOut: readonly LeftOut[]
}
