/** An object as it was read: what makes it, and what its statement does not say. */
import type { ObjectKind } from '../schemaObject'

/** What a session has to be set to for a statement to make the same object again. */
export interface CreationSettings {
  readonly sqlMode?: string
  readonly characterSetClient?: string
  readonly collationConnection?: string
  /** The default collation that the database had when the object was made. */
  readonly databaseCollation?: string
  /** Of events: the zone in which their times are meant. */
  readonly timeZone?: string
}

export interface CreationStatement extends CreationSettings {
  readonly text: string
}

/** A column's value by default, or a label, that the server's own statement does not print exactly. */
export interface ExactDefault {
  readonly column: string
  /** The bytes in hexadecimal digits, in the column's character set. */
  readonly bytes: string
}

/** Labels of an enum or a set that the server's own statement does not print exactly. */
export interface ExactLabels {
  readonly column: string
  /** The bytes of each in hexadecimal digits, in the column's character set. */
  readonly labels: readonly string[]
}

/** What the server keeps about a table and does not print in its statement. */
export interface TableFacts {
  readonly rowFormat?: string
  readonly defaults: readonly ExactDefault[]
  readonly labels: readonly ExactLabels[]
  /** Systems of reference of geometry columns, where they have one. */
  readonly references: readonly { readonly column: string; readonly id: string }[]
  /** Keys that are switched off, which only some engines can. */
  readonly disabledKeys: readonly string[]
}

export interface MysqlObject {
  readonly kind: ObjectKind
  readonly name: string
  /** A package has up to two; an object that the role may not read has none. */
  readonly statements: readonly CreationStatement[]
  readonly facts?: TableFacts
  /** Of triggers: the table, and the trigger that runs before this one at the same time. */
  readonly trigger?: { readonly table: string; readonly follows: string | undefined }
  /** Why there is no statement, or what it does not tell. */
  readonly unreadable: readonly string[]
  readonly grants: readonly string[]
}

/** An object before anybody has looked for its grants. */
export type UngrantedObject = Omit<MysqlObject, 'grants'>
