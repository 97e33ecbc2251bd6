/** What a clone would reach out with: it is cut, so that nothing of a clone acts on what its source is connected to. */
import { isDatabaseError } from '../../../database/errors'
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import { RefusedError } from '../../../util/errors'

/** A copy by the server has taken them along. Returns what was done, in words. */
export async function dropUserMappings(session: Session): Promise<readonly string[]> {
  const { rows } = await session.execute(sql`
select m.srvname::text as server, m.usename::text as role, (m.umuser = 0)::text as everyone
from pg_catalog.pg_user_mappings m`)
  for (const row of rows) {
    const role = textOf(row, 'everyone') === 'true' ? sql`public` : sql.id(textOf(row, 'role'))
    const server = textOf(row, 'server')
    try {
      await session.execute(sql`drop user mapping for ${role} server ${sql.id(server)}`)
    } catch (error) {
      if (!isDatabaseError(error, 'permission')) throw error
      throw new RefusedError(
        'clone-reaches-out',
        `the clone would keep user mappings of the foreign server "${server}", which the role may not drop`,
        { mend: 'use a role that owns the foreign server' },
      )
    }
  }
  const servers = [...new Set(rows.map((row) => textOf(row, 'server')))]
  return servers.map((server) => `user mappings of the foreign server "${server}" were left out`)
}

/** Once rows are proved: those that say what runs are no longer equal. Returns what was done, in words. */
export async function stopCronJobs(session: Session): Promise<readonly string[]> {
  const { rows } = await session.execute(
    sql`select (pg_catalog.to_regclass('cron.job') is not null)::text as present`,
  )
  if (rows[0]?.['present'] !== 'true') return []
  const { rowCount } = await session.execute(sql`update cron.job set active = false where active`)
  return rowCount === 0 ? [] : [`${rowCount} jobs of pg_cron were switched off`]
}

/** Of a dump: what must not be made in a clone at all. */
export function isReachingOut(statement: string): boolean {
  return /^(?:CREATE SUBSCRIPTION|ALTER SUBSCRIPTION|COMMENT ON SUBSCRIPTION|CREATE USER MAPPING) /.test(
    statement,
  )
}
