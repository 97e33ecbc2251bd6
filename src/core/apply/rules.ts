/**
 * Rules of the target that have refused a row of the run. Changes that would break one are held back from their batch
 * and tried alone, so that the database's own answer is what is reported, and the others need not be written twice.
 * A rule is a guess at what the database will say: where it is wrong, it costs time and nothing else.
 */
import type { Session } from '../database/session'
import type { SqlLanguage } from '../database/sql'
import type { Table, TableName } from '../database/table'
import { readMysqlRule } from './mysql/readRule'
import { readPostgresRule } from './postgres/readRule'

export type Rule =
  | {
      readonly kind: 'check'
      readonly name: string
      readonly columns: readonly string[]
      /** As the catalogue prints it, over the names of the columns. */
      readonly expression: string
    }
  /** No other row has the same values. */
  | { readonly kind: 'unique'; readonly name: string; readonly columns: readonly string[] }
  /** Another table has a row with these values. */
  | (Reference & { readonly kind: 'reference' })
  /** Rows of another table need the values that this one has. */
  | (Reference & { readonly kind: 'referenced' })

export interface Reference {
  readonly name: string
  /** Of the table that is changed. */
  readonly columns: readonly string[]
  readonly other: TableName
  readonly otherColumns: readonly string[]
}

/** The rule of a table by the name of its constraint; undefined where it is none of these. Never throws data errors. */
export type ReadRule = (
  session: Session,
  table: Table,
  constraint: string,
) => Promise<Rule | undefined>

const READERS: Readonly<Record<SqlLanguage, ReadRule>> = {
  postgres: readPostgresRule,
  mysql: readMysqlRule,
}

export const readRule: ReadRule = (session, table, constraint) =>
  READERS[session.dialect.language](session, table, constraint)
