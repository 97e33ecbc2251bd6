/** What statements about bronze, silver and runs say differently in each language. */
import type { Session } from '../../database/session'
import type { Sql, SqlLanguage } from '../../database/sql'
import { mysqlMedallion } from './languages/mysql'
import { postgresMedallion } from './languages/postgres'

export interface MedallionSql {
  /** Statements that make the tables that are not there, one each. */
  /** The type of a document's column. */
  readonly jsonType: string
  /** Servers may take other letters for the same: then ids have to be in a column that compares them by their bytes. */
  readonly idsByBytes: boolean
  createBronze(schema: string): readonly string[]
  createRuns(schema: string): readonly string[]
  /** Names are quoted already. */
  createSilver(given: {
    readonly schema: string
    readonly table: string
    /** The first is the key. */
    readonly columns: readonly { readonly name: string; readonly type: string }[]
    readonly provenance: string | undefined
  }): readonly string[]
  /** The records that a reading has come upon, for as long as the session lives. */
  readonly createSeen: Sql
  readonly dropSeen: Sql
  /** The records that an enrichment asks for, in the order of `place`, as long as the session lives. */
  readonly wanted: Sql
  readonly createWanted: Sql
  readonly dropWanted: Sql
  /** Bytes as hexadecimal digits in small letters. */
  hexOf(bytes: Sql): Sql
  /** The moment so many seconds before another one. */
  earlier(moment: Sql, seconds: number): Sql
  /**
   * What each of some records is to its stream, but those that are as they were: statements of which one gives rows, with the
   * columns `position`, from 1, and `class`, see `RecordClass`. Remembers them as seen.
   */
  classify(given: {
    readonly ids: readonly string[]
    /** As bytes are printed: `\x` and hexadecimal digits. */
    readonly hashes: readonly string[]
    readonly stream: string
    readonly seq: string
    readonly undone: readonly string[]
  }): readonly Sql[]
  /** Ids that the server takes for the same are the same as this. */
  comparableId(id: string): string
  /**
   * The latest version that counts of each of some records that the stream has: statements of which the last gives rows, with the
   * columns `position`, from 1, `seq` and `hash`, hexadecimal digits or null where the record is gone.
   */
  latestHashes(given: {
    readonly ids: readonly string[]
    readonly stream: string
    readonly undone: readonly string[]
  }): readonly Sql[]
  /** A record's text as it is kept, so that the server finds all members of it. */
  storedJson(json: string): string
  /** How many records a stream has that are not seen: a query with the columns `vanished` and `present`. */
  countVanished(stream: string, undone: readonly string[]): Sql
  /** Marks them as gone in the ingestion `seq`. */
  markVanished(stream: string, seq: string, undone: readonly string[]): Sql
}

const LANGUAGES: Readonly<Record<SqlLanguage, MedallionSql>> = {
  postgres: postgresMedallion,
  mysql: mysqlMedallion,
}

export function medallionSql({ dialect }: Session): MedallionSql {
  return LANGUAGES[dialect.language]
}
