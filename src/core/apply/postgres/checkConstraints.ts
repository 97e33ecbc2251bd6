import type { Session } from '../../database/session'
import { sql } from '../../database/sql'

/** When constraints that can be deferred are checked, until the end of the transaction. */
export async function checkConstraints(
  session: Session,
  when: 'immediate' | 'deferred',
): Promise<void> {
  await session.execute(
    when === 'immediate' ? sql`set constraints all immediate` : sql`set constraints all deferred`,
  )
}
