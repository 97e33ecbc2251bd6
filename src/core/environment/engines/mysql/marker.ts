/**
 * The mark of a database that is being made. It has its final name from the start, and whoever finds it under that name has to
 * know whose it is: the mark's comment is the run that makes it.
 */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { CloneMarker } from '../cloneEngine'

/** Names that begin so are Drydock's own, and no part of what is compared. */
const MARK = 'drydock_clone'

/** In one statement, so that there is no mark without its run. */
export async function mark(session: Session, database: string, runId: string): Promise<void> {
  await session.execute(
    sql`create table ${sql.id(database, MARK)} (unused int) engine = innodb comment = ${sql.lit(commentOf(runId))}`,
  )
}

function commentOf(runId: string): string {
  return `made by ${runId}`
}

export const marker: CloneMarker = {
  async mayRemove(session, database, runId) {
    const { rows } = await session.execute(sql`
select
  (select cast(count(*) as char) from information_schema.tables
   where table_schema = ${database} and table_name = ${MARK} and table_comment = ${commentOf(runId)}) as marks,
  (select cast(count(*) as char) from information_schema.tables where table_schema = ${database}) as relations,
  (select cast(count(*) as char) from information_schema.routines where routine_schema = ${database}) as routines,
  (select cast(count(*) as char) from information_schema.events where event_schema = ${database}) as events`)
    const row = rows[0] ?? {}
    if (textOf(row, 'marks') === '1') return true
    return ['relations', 'routines', 'events'].every((kind) => textOf(row, kind) === '0')
  },

  async remove(session, database) {
    await session.execute(sql`drop table if exists ${sql.id(database, MARK)}`)
  },
}

/** Whether a database is there, and whether it is still being made. */
export async function stateOf(
  session: Session,
  database: string,
): Promise<'missing' | 'being made' | 'there'> {
  const { rows } = await session.execute(sql`
select
  (select cast(count(*) as char) from information_schema.schemata where schema_name = ${database}) as databases_,
  (select cast(count(*) as char) from information_schema.tables
   where table_schema = ${database} and table_name = ${MARK}) as marks`)
  const row = rows[0] ?? {}
  if (textOf(row, 'databases_') === '0') return 'missing'
  return textOf(row, 'marks') === '0' ? 'there' : 'being made'
}
