/** The database itself. */
import type { Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { UngrantedObject } from './mysqlObject'
import { showCreate } from './showCreate'
import { nameOf, textOfTokens, tokensOf } from './tokens'

/** Its character set, collation, comment and encryption. It has no name here: that is where two are expected to differ. */
export async function readDatabaseItself(
  session: Session,
  database: string,
): Promise<UngrantedObject> {
  const question = sql`show create database ${sql.id(database)}`
  const { statement, reason } = await showCreate(session, question, 'Create Database')
  return {
    kind: 'database',
    name: '',
    statements: statement === undefined ? [] : [{ text: withoutName(statement.text, database) }],
    unreadable: reason === undefined ? [] : [reason],
  }
}

function withoutName(statement: string, database: string): string {
  const tokens = tokensOf(statement)
  const at = tokens.findIndex((token) => token.kind === 'name' && nameOf(token) === database)
  return textOfTokens([...tokens.slice(0, at), ...tokens.slice(at + 2)])
}
