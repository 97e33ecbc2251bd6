import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'

/** `server_version_num`: 150004 is 15.4. */
export async function readServerVersion(session: Session): Promise<number> {
  const { rows } = await session.execute(
    sql`select current_setting('server_version_num') as version`,
  )
  return Number(textOf(rows[0] ?? {}, 'version'))
}
