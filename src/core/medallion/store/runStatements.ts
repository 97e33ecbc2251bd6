import type { Session } from '../../database/session'
import { sql } from '../../database/sql'

/** Runs statements that have no values, all of them or none where the engine can take them back. */
export async function runStatements(
  session: Session,
  statements: readonly string[],
): Promise<void> {
  if (statements.length === 0) return
  await session.transaction('write', async () => {
    for (const statement of statements) await session.execute(sql`${sql.raw(statement)}`)
  })
}
