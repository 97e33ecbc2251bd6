/** Events of the scheduler. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { inDatabase } from './inDatabase'
import type { UngrantedObject } from './mysqlObject'
import { showCreate } from './showCreate'

export async function readEvents(
  session: Session,
  database: string,
): Promise<readonly UngrantedObject[]> {
  const { rows } = await session.execute(sql`
select event_name as event_name
from information_schema.events
where ${inDatabase('event_schema', database)}
order by binary event_name`)
  const events: UngrantedObject[] = []
  for (const row of rows) {
    const name = textOf(row, 'event_name')
    const question = sql`show create event ${sql.id(name)}`
    const { statement, reason } = await showCreate(session, question, 'Create Event')
    events.push({
      kind: 'event',
      name,
      statements: statement === undefined ? [] : [statement],
      unreadable: reason === undefined ? [] : [reason],
    })
  }
  return events
}
