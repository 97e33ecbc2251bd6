/** Statements on a session of their own, one after the other. */
import { withConnection } from '../mariadb'
import { withClient } from '../pair'

export function runPostgres(url: string, statements: readonly string[]): Promise<void> {
  return withClient(url, async (client) => {
    for (const statement of statements) await client.query(statement)
  })
}

export function runMariaDb(url: string, statements: readonly string[]): Promise<void> {
  return withConnection(url, async (connection) => {
    for (const statement of statements) await connection.query(statement)
  })
}
