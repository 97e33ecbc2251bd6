/** Views, broken ones as well: the server knows the statement of a view whose tables are gone. */
import { textOf, textOrNull, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { Row } from '../../../util/value'
import { inDatabase } from './inDatabase'
import { lowerCased } from './lowerCased'
import type { CreationStatement, UngrantedObject } from './mysqlObject'
import { withoutOwnName } from './ownName'
import { showCreate } from './showCreate'
import { quoted } from './quoted'

export async function readViews(
  session: Session,
  database: string,
  names: readonly string[],
): Promise<readonly UngrantedObject[]> {
  const views: UngrantedObject[] = []
  for (const name of names) {
    const question = sql`show create view ${sql.id(name)}`
    const shown = await showCreate(session, question, 'Create View')
    const statement =
      shown.isBroken === true ? await stored(session, database, name) : shown.statement
    const text = withoutOwnName(statement?.text ?? '', database)
    views.push({
      kind: 'view',
      name,
      statements: statement === undefined ? [] : [{ ...statement, text }],
      unreadable: statement === undefined ? [shown.reason ?? ''] : [],
    })
  }
  return views
}

/**
 * The statement as the catalogue keeps it, for views that the server will not open for a session that reads: those that draw
 * from a sequence. The catalogue has question marks for characters beyond three bytes of UTF-8; such a view is not read.
 */
async function stored(
  session: Session,
  database: string,
  name: string,
): Promise<CreationStatement | undefined> {
  const { rows } = await session.execute(sql`
select * from information_schema.views
where ${inDatabase('table_schema', database)} and ${inDatabase('table_name', name)}`)
  const row = lowerCased(rows[0] ?? {})
  const definition = row['view_definition'] ?? ''
  if (definition === '' || definition.includes('?')) return undefined
  const option = textOf(row, 'check_option')
  const check = option === 'NONE' ? '' : ` WITH ${option} CHECK OPTION`
  // MySQL does not list it.
  const algorithm = row['algorithm'] ?? 'UNDEFINED'
  const security = `SQL SECURITY ${textOf(row, 'security_type')}`
  return {
    text: `CREATE ALGORITHM=${algorithm} DEFINER=${definerOf(row)} ${security} VIEW ${quoted(name)} AS ${definition}${check}`,
    characterSetClient: textOf(row, 'character_set_client'),
    collationConnection: textOf(row, 'collation_connection'),
  }
}

/** A role has no host. */
function definerOf(row: Row): string {
  const [, user = '', host = ''] = /^([^]*)@([^@]*)$/.exec(textOrNull(row, 'definer') ?? '') ?? []
  return host === '' ? quoted(user) : `${quoted(user)}@${quoted(host)}`
}
