/** Every object of one MySQL or MariaDB database. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { SchemaObject } from '../schemaObject'
import { readDatabaseItself } from './database'
import { schemaObjectOf } from './definition'
import { readEvents } from './events'
import { withGrants } from './grants'
import type { MysqlObject } from './mysqlObject'
import { readRoutines } from './routines'
import { readRelations } from './tables'
import { readTriggers } from './triggers'

/**
 * All objects but Drydock's own, in a session whose default database this is: only there does the server print names
 * without it.
 *
 * The database's own name can be in the body of a routine, trigger or event, in a constant of any statement, in the
 * text of a view that has an alias of the same name, and in a pattern of a grant that fits more databases than this one.
 * Everything else is without it, so that copies of one database are equal whatever they are called.
 *
 * A role sees what it may: of the rest, objects it has no right on are missing, and objects that it sees in part say so in
 * their definition (`isWhole`). What is not read: rights on the whole server, statistics of columns, the tablespace
 * that a table lies in.
 */
export async function readMysqlInventory(
  session: Session,
  database: string,
): Promise<readonly SchemaObject[]> {
  return (await readMysqlObjects(session, database)).map(schemaObjectOf)
}

/** As `readMysqlInventory`, in parts that can be made statements of again. */
export async function readMysqlObjects(
  session: Session,
  database: string,
): Promise<readonly MysqlObject[]> {
  await expectDefault(session, database)
  const objects = [
    await readDatabaseItself(session, database),
    ...(await readRelations(session, database)),
    ...(await readRoutines(session, database)),
    ...(await readTriggers(session, database)),
    ...(await readEvents(session, database)),
  ]
  return withGrants(session, database, objects)
}

async function expectDefault(session: Session, database: string): Promise<void> {
  const { rows } = await session.execute(sql`select database() as name`)
  if (textOf(rows[0] ?? {}, 'name') !== database)
    throw new Error(`the session's database is not "${database}"`)
}
