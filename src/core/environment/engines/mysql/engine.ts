import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { readMysqlInventory } from '../../../schema/inventory/mysql/readInventory'
import type { CloneEngine } from '../cloneEngine'
import { cloneDatabase } from './clone'
import { examine } from './examine'
import { marker } from './marker'

/** MySQL and MariaDB. */
export const mysqlEngine: CloneEngine = Object.freeze<CloneEngine>({
  canRename: false,
  marker,
  readInventory: async (session) => readMysqlInventory(session, await nameOf(session)),
  examine: async (session, wish) => examine(session, await nameOf(session), wish),
  clone: cloneDatabase,
})

async function nameOf(session: Session): Promise<string> {
  const { rows } = await session.execute(sql`select database() as name`)
  return textOf(rows[0] ?? {}, 'name')
}
