/** What a database is made of besides its rows: its objects, each as a text that two databases can be compared by. */

export type ObjectKind =
  | 'access method'
  | 'aggregate'
  | 'cast'
  | 'collation'
  | 'conversion'
  | 'database'
  | 'default privileges'
  | 'domain'
  | 'event'
  | 'event trigger'
  | 'extension'
  | 'foreign data wrapper'
  | 'foreign server'
  | 'foreign table'
  | 'function'
  | 'language'
  | 'large object'
  | 'materialized view'
  | 'operator'
  | 'operator class'
  | 'operator family'
  | 'package'
  | 'procedure'
  | 'publication'
  | 'schema'
  | 'sequence'
  | 'statistics'
  | 'subscription'
  | 'table'
  | 'text search configuration'
  | 'text search dictionary'
  | 'text search parser'
  | 'text search template'
  | 'transform'
  | 'trigger'
  | 'type'
  | 'user mapping'
  | 'view'

/**
 * One object with all that belongs to it and to no other: a table with its columns, keys, indexes, constraints, policies,
 * comments and grants is one object; its triggers are objects of their own where people name them alone.
 */
export interface SchemaObject {
  readonly kind: ObjectKind
  /** The schema that it lies in; empty where it lies in none, and on engines where a database is the schema. */
  readonly schema: string
  /** What tells it from all others of its kind and schema, as people write it: `jobs`, `total(integer, text)`. */
  readonly name: string
  /**
   * Statements that make it, for people, a part a line, in an order that does not depend on when it was made. Two objects
   * are equal exactly where these texts are: nothing is in them that differs between equal objects (ids, statistics, the next
   * value of a sequence), and all that the engine keeps about the object is.
   */
  readonly definition: string
}

/** For messages and as a key: `table public.jobs`. */
export function describeObject({ kind, schema, name }: Omit<SchemaObject, 'definition'>): string {
  return `${kind} ${schema === '' ? '' : `${schema}.`}${name}`
}
