import { sql } from '../../sql'
import type { Session } from '../../session'

/**
 * Statements of batches say themselves in which order tables are joined, and rows are to be found by their index.
 * MariaDB would rather compare every row with every change, in a buffer, where its statistics still say that the
 * table is empty: a thousand rows take it a minute then. MySQL, which has no such variable, joins by hash.
 */
export async function prepareForBatches(session: Session): Promise<void> {
  const { rows } = await session.execute(sql`show session variables like 'join_cache_level'`)
  if (rows.length > 0) await session.execute(sql`set session join_cache_level = 0`)
}
