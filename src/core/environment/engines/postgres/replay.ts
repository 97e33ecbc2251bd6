/** Statements of a dump, run in another database. */
import { isDatabaseError, type DatabaseError } from '../../../database/errors'
import type { Session } from '../../../database/session'
import { sql, type Sql } from '../../../database/sql'
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import type { LeftOut } from './leftOut'

/** Statements of one transaction: each takes locks, of which a server has some thousands. */
const AT_ONCE = 500

/**
 * Runs them in order, in as few transactions as locks allow. What a role may not do about owners, privileges and extensions'
 * comments is left, and told of, and so is what is about roles and tablespaces that the server does not have; the proof says
 * whether it matters.
 */
export async function replay(
  session: Session,
  statements: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly LeftOut[]> {
  const left: LeftOut[] = []
  for (let start = 0; start < statements.length; start += AT_ONCE) {
    throwIfAborted(signal)
    await session.transaction('write', async () => {
      for (const statement of statements.slice(start, start + AT_ONCE)) {
        const reason = await runOne(session, statement)
        if (reason !== undefined) left.push({ what: reason, statement })
      }
    })
  }
  return left
}

/** Of roles: on another server they may not be there, and a role that is no superuser may not give to all. */
const OF_ROLES =
  /^(?:ALTER [A-Z ]+ .* OWNER TO |GRANT |REVOKE |grant |revoke |ALTER DEFAULT PRIVILEGES |COMMENT ON EXTENSION |CREATE POLICY )/s
const OF_TABLESPACES = /^SET default_tablespace = /

/** There is no such role, and no such tablespace. */
const UNDEFINED_OBJECT = '42704'
const INVALID_PARAMETER = '22023'

async function runOne(session: Session, statement: string): Promise<string | undefined> {
  if (OF_TABLESPACES.test(statement))
    return attempt(session, statement, INVALID_PARAMETER, sql`set default_tablespace to ''`)
  if (OF_ROLES.test(statement)) return attempt(session, statement, UNDEFINED_OBJECT)
  await runStatement(session, statement)
  return undefined
}

/** Of errors that are about the statement. */
const MENDS: Partial<Record<DatabaseError['kind'], string>> = {
  permission: 'use a role that may make it',
  statement:
    'clone to a server that has what the source uses: its extensions, and no older version',
  data: 'the source has these rows although its constraint forbids them: mend them there first',
}

/** Throws `DatabaseOperationError` with the statement where the server refuses it. */
export async function runStatement(session: Session, statement: string): Promise<void> {
  try {
    await session.execute(sql`${sql.raw(statement)}`)
  } catch (error) {
    const mend = isDatabaseError(error) ? MENDS[error.kind] : undefined
    if (!isDatabaseError(error) || mend === undefined) throw error
    throw new DatabaseOperationError(
      'clone-refused',
      `the clone's server refuses: ${error.message}: ${statement.replace(/\s+/g, ' ').slice(0, 200)}`,
      { cause: error, mend },
    )
  }
}

/** Returns why it was refused, where that is the role's or the server's lack; `instead` is run then. */
async function attempt(
  session: Session,
  statement: string,
  lacking: string,
  instead?: Sql,
): Promise<string | undefined> {
  await session.execute(sql`savepoint replayed`)
  try {
    await session.execute(sql`${sql.raw(statement)}`)
    await session.execute(sql`release savepoint replayed`)
    return undefined
  } catch (error) {
    const isLacking =
      isDatabaseError(error, 'permission') || (isDatabaseError(error) && error.sqlState === lacking)
    if (!isLacking) throw error
    await session.execute(sql`rollback to savepoint replayed`)
    if (instead !== undefined) await session.execute(instead)
    return error.message
  }
}
