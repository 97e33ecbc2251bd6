/** What the merge of records into entities says differently in each language. Everything else is written once. */
import type { Session } from '../../database/session'
import type { Sql, SqlLanguage } from '../../database/sql'
import type { Column, TableName } from '../../database/table'
import type { CleanStep, Validation } from '../definition/pipeline'
import { mysqlSilver } from './languages/mysql'
import { postgresSilver } from './languages/postgres'

/** Columns of a version that has this name. */
export type ColumnsOf = (version: string) => readonly Sql[]

export interface SilverLanguage {
  /** Settings of the transaction in which a merge runs. */
  readonly prepare: readonly Sql[]
  /** At the end of a select: its columns are computed once, however often they are used. */
  readonly computedOnce: Sql
  /** A text that is told from a name, where its type cannot be guessed. */
  text(value: string): Sql
  /** Columns of the latest version of each record: `from` names the versions `v` and which of them. */
  latest(from: Sql, columns: ColumnsOf): Sql
  /** A select of a stream's records whose latest hash that counts is none. */
  gone(hashes: Sql, stream: string, undone: readonly string[]): Sql
  /** A select of these columns of that many sources, joined by key, with the key: of each key that one of them or `keys` has. */
  joinByKey(sources: number, keys: readonly Sql[], columns: Sql): Sql
  /** The member of a document as text; null where it is missing or null. */
  member(document: Sql, path: readonly string[]): Sql
  /** The text after a step of cleaning. */
  clean(text: Sql, step: CleanStep): Sql
  /** Whether that has the text in it more than once, so that it had better be a column. */
  repeats(step: CleanStep): boolean
  /** In lower case, to compare. */
  folded(text: Sql): Sql
  /** A moment as text that sorts as moments do. */
  sortable(moment: Sql): Sql
  /** The text, sorted and compared by its bytes. */
  byBytes(text: Sql): Sql
  greatest(values: readonly Sql[]): Sql
  /** Conditions as a number: how many are true. None of them is null. */
  count(conditions: readonly Sql[]): Sql
  /** A text as JSON has it, in quotes; null where it is null. */
  quoted(text: Sql): Sql
  /** Texts with commas and blanks between them, without those that are null. */
  joined(texts: readonly Sql[]): Sql
  /** These texts one after another; null where one of them is. */
  concatenated(texts: readonly Sql[]): Sql
  /** A value as the text that it is printed as; of a column of a table, as the journal has it. */
  asText(value: Sql, column?: Column): Sql
  /** A text, a number or a document as a column's type, or as the text that the type prints of it. */
  typed(value: Sql, column: Column): Sql
  /** Whether the column, named so, has not this value, which `typed` gave; null is the same as null. */
  differs(value: Sql, name: Sql, column: Column): Sql
  /** A text by which records are joined. */
  asKey(text: Sql): Sql
  /** Whether the column, named so, has the key whose text this is. An index on it finds the row. */
  hasKey(name: Sql, key: Sql, column: Column): Sql
  decimal(text: string): Sql
  /** Rounded to two decimals, halves away from zero. */
  rounded(number: Sql): Sql
  /** Whether a text is one of a type's; undefined where the type takes every text, or where only the write will tell. */
  isOfType(text: Sql, column: Column): Sql | undefined
  /** Whether a text has a format. */
  hasFormat(text: Sql, format: NonNullable<Validation['format']>): Sql
  matches(text: Sql, pattern: string): Sql
  /** A text as a number, where it is one: null otherwise. */
  number(text: Sql): Sql
  /** A query with the columns `flag` and `entities`; the flag '' stands for having any. */
  countFlags(table: TableName, column: Pick<Column, 'name' | 'family' | 'castType'>): Sql
  /** The flags of a row, which `flags` has put into the column named so, as a JSON list. */
  flagsText(name: Sql, column: Pick<Column, 'castType'>): Sql
  /** Flags, without those that are null, as the column keeps them. */
  flags(flags: readonly Sql[], column: Pick<Column, 'family' | 'castType'>): Sql
}

const LANGUAGES: Readonly<Record<SqlLanguage, SilverLanguage>> = {
  postgres: postgresSilver,
  mysql: mysqlSilver,
}

export function silverLanguage({ dialect }: Session): SilverLanguage {
  return LANGUAGES[dialect.language]
}
