/** The server's own statements for its objects. https://mariadb.com/kb/en/show-create-table/ */
import { isDatabaseError } from '../../../database/errors'
import { textOrNull, type Session } from '../../../database/session'
import type { Sql } from '../../../database/sql'
import type { CreationStatement } from './mysqlObject'

/** A statement, or why there is none. */
export type Shown =
  | {
      readonly statement: CreationStatement
      readonly reason?: undefined
      readonly isBroken?: undefined
    }
  | {
      readonly statement?: undefined
      readonly reason: string
      /** Of an object that the server cannot open. */
      readonly isBroken?: true
    }

/** Asks for one object. That the role may not see it, or that the object is broken, is an answer. */
export async function showCreate(session: Session, question: Sql, column: string): Promise<Shown> {
  try {
    const { rows } = await session.execute(question)
    const row = rows[0] ?? {}
    const text = textOrNull(row, column)
    // Of a routine, one is told that it is there, and not what it does.
    if (text === null) return { reason: 'this role may not read its statement' }
    const settings = {
      sqlMode: textOrNull(row, 'sql_mode'),
      characterSetClient: textOrNull(row, 'character_set_client'),
      collationConnection: textOrNull(row, 'collation_connection'),
      databaseCollation: textOrNull(row, 'Database Collation'),
      timeZone: textOrNull(row, 'time_zone'),
    }
    const known = Object.entries(settings).filter(([, value]) => value !== null)
    return {
      statement: { text, ...(Object.fromEntries(known) as Omit<CreationStatement, 'text'>) },
    }
  } catch (error) {
    if (isDatabaseError(error, 'permission'))
      return { reason: 'this role may not read its statement' }
    if (isDatabaseError(error, 'statement'))
      return { reason: `the server says: ${error.message}`, isBroken: true }
    throw error
  }
}
