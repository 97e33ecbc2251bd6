import type { Session } from '../../database/session'
import type { Sql } from '../../database/sql'
import type { Row } from '../../util/value'

/** Runs statements in order. Gives the rows of the last one. */
export async function executeAll(
  session: Session,
  statements: readonly Sql[],
): Promise<readonly Row[]> {
  let last: readonly Row[] = []
  for (const statement of statements) last = (await session.execute(statement)).rows
  return last
}
