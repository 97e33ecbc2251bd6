/** `CREATE DATABASE … TEMPLATE`, in the way that costs the server least. */
import { isDatabaseError } from '../../../database/errors'
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { readServerVersion } from './serverVersion'

/** A server's `55006`: somebody is on the source. */
const IN_USE = '55006'

/** Above this size, copying files costs less than writing all of them to the log, too. */
const LARGE_BYTES = 200_000_000

/** False where somebody is on the source. */
export async function copyDatabase(
  session: Session,
  source: string,
  name: string,
): Promise<boolean> {
  const version = await readServerVersion(session)
  const isLarge = (await readSize(session, source)) > LARGE_BYTES
  // Copying files makes the server write everything down that it holds, twice: not for small ones.
  const strategy = version < 150000 ? '' : isLarge ? ' strategy file_copy' : ' strategy wal_log'
  if (isLarge && version >= 180000) await shareBlocks(session)
  try {
    await session.execute(
      sql`create database ${sql.id(name)} template ${sql.id(source)}${sql.raw(strategy)}`,
    )
    return true
  } catch (error) {
    if (isDatabaseError(error) && error.sqlState === IN_USE) return false
    throw error
  }
}

/**
 * Where the file system lets files share their blocks, nothing is copied at all; elsewhere the system copies them without the
 * server. A server that was built without it does not know the word.
 */
async function shareBlocks(session: Session): Promise<void> {
  try {
    await session.execute(sql`set file_copy_method to clone`)
  } catch (error) {
    if (!isDatabaseError(error, 'statement')) throw error
  }
}

async function readSize(session: Session, database: string): Promise<number> {
  const { rows } = await session.execute(
    sql`select pg_catalog.pg_database_size(${database}::name)::text as bytes`,
  )
  return Number(textOf(rows[0] ?? {}, 'bytes'))
}
