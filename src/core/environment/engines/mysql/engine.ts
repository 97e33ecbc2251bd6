import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { schemaObjectOf } from '../../../schema/inventory/mysql/definition'
import { readMysqlObjects } from '../../../schema/inventory/mysql/readInventory'
import type { CloneEngine } from '../cloneEngine'
import { cloneDatabase } from './clone'
import { examine } from './examine'
import { expectedObjects } from './expected'
import { readHomonyms } from './homonyms'
import { marker } from './marker'

/** MySQL and MariaDB. */
export const mysqlEngine: CloneEngine = Object.freeze<CloneEngine>({
  canRename: false,
  marker,
  readInventory: async (session, expectation) => {
    const objects = await readMysqlObjects(session, await nameOf(session))
    const homonyms = await readHomonyms(session, { ...expectation, others: [] })
    return expectedObjects(objects, expectation, homonyms).map(schemaObjectOf)
  },
  examine: async (session, wish) => examine(session, await nameOf(session), wish),
  clone: cloneDatabase,
})

async function nameOf(session: Session): Promise<string> {
  const { rows } = await session.execute(sql`select database() as name`)
  return textOf(rows[0] ?? {}, 'name')
}
