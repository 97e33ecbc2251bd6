import { sql } from '../../sql'
import type { Session } from '../../session'

/**
 * One plan for all batches. A plan made for the values of one batch reads the whole target by a hash join as
 * soon as the batch is large; the generic one looks each row up by its key.
 */
export async function prepareForBatches(session: Session): Promise<void> {
  await session.execute(sql`set plan_cache_mode to force_generic_plan`)
}
