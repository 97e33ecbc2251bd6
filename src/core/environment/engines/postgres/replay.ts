/** Statements of a dump, run in another database. */
import { isDatabaseError } from '../../../database/errors'
import type { Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { throwIfAborted } from '../../../util/errors'

/** Statements of one transaction: each takes locks, of which a server has some thousands. */
const AT_ONCE = 500

/**
 * Runs them in order, in as few transactions as locks allow. What a role may not do about owners, privileges and extensions'
 * comments is left, and told of; the proof says whether it matters.
 */
export async function replay(
  session: Session,
  statements: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const left: string[] = []
  for (let start = 0; start < statements.length; start += AT_ONCE) {
    throwIfAborted(signal)
    await session.transaction('write', async () => {
      for (const statement of statements.slice(start, start + AT_ONCE)) {
        const reason = await runOne(session, statement)
        if (reason !== undefined) left.push(reason)
      }
    })
  }
  return left
}

/** Of roles: on another server they may not be there, and a role that is no superuser may not give to all. */
const OF_ROLES =
  /^(?:ALTER [A-Z ]+ .* OWNER TO |GRANT |REVOKE |grant |revoke |ALTER DEFAULT PRIVILEGES |COMMENT ON EXTENSION )/s

async function runOne(session: Session, statement: string): Promise<string | undefined> {
  if (!OF_ROLES.test(statement)) {
    await session.execute(sql`${sql.raw(statement)}`)
    return undefined
  }
  await session.execute(sql`savepoint replayed`)
  try {
    await session.execute(sql`${sql.raw(statement)}`)
    await session.execute(sql`release savepoint replayed`)
    return undefined
  } catch (error) {
    const isOfRoles =
      isDatabaseError(error, 'permission') || (isDatabaseError(error) && error.sqlState === '42704')
    if (!isOfRoles) throw error
    await session.execute(sql`rollback to savepoint replayed`)
    return `${error.message}: ${statement}`
  }
}
