/** Looks at a MySQL or MariaDB database that is to be cloned, and decides how. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { schemaObjectOf } from '../../../schema/inventory/mysql/definition'
import { inDatabase } from '../../../schema/inventory/mysql/inDatabase'
import { readMysqlObjects } from '../../../schema/inventory/mysql/readInventory'
import type { CloneMethod, CloneWish, SourceFacts } from '../cloneEngine'
import { structureDigest } from '../structureDigest'
import { hazardsOf } from './hazards'

interface Counted {
  readonly bytes: number
  readonly tables: number
  readonly rows: number
  /** Sessions besides this one whose database this is. */
  readonly sessions: number
  /** Whether the role is told of sessions of others. */
  readonly seesOthers: boolean
}

export async function examine(
  session: Session,
  database: string,
  wish: CloneWish,
): Promise<SourceFacts> {
  const counted = await count(session, database)
  const objects = await readMysqlObjects(session, database)
  const definitions = objects.map(schemaObjectOf)
  const { method, why } = chooseMethod(counted, wish)
  return {
    ...{ tables: counted.tables, objects: objects.length, rows: wish.withData ? counted.rows : 0 },
    ...{ bytes: wish.withData ? counted.bytes : 0, method, why },
    structure: structureDigest(definitions),
    hazards: await hazardsOf(session, objects, {
      ...{ database, withData: wish.withData, names: wish.names, others: wish.others },
      // Whoever cannot be seen matters only where rows are copied in no snapshot.
      maySeeSessions: counted.seesOthers || method !== 'insert',
    }),
  }
}

async function count(session: Session, database: string): Promise<Counted> {
  const { rows } = await session.execute(sql`
select
  cast(coalesce(sum(t.data_length + t.index_length), 0) as char) as bytes,
  cast(coalesce(sum(t.table_type in ('BASE TABLE', 'SYSTEM VERSIONED')), 0) as char) as tables,
  cast(coalesce(sum(t.table_rows), 0) as char) as row_count,
  cast((select count(*) from information_schema.processlist p
    where p.db = ${database} and p.id <> connection_id()) as char) as sessions,
  cast((select count(*) from information_schema.user_privileges u
    where u.privilege_type = 'PROCESS'
      and u.grantee = concat(quote(substring_index(current_user(), '@', 1)), '@', quote(substring_index(current_user(), '@', -1)))) as char) as sees
from information_schema.tables t
where ${inDatabase('table_schema', database)} and t.table_name not like 'drydock\\_%'`)
  const row = rows[0] ?? {}
  const number = (column: string) => Number(textOf(row, column))
  return {
    ...{ bytes: number('bytes'), tables: number('tables'), rows: number('row_count') },
    sessions: number('sessions'),
    seesOthers: number('sees') > 0,
  }
}

/** The server's own copy reads each table for itself: it is for sources that nobody changes meanwhile. */
function chooseMethod(
  { sessions }: Counted,
  { withData, protection, sameServer }: CloneWish,
): { readonly method: CloneMethod; readonly why: string } {
  const relay = (why: string) => ({ method: 'relay' as const, why })
  if (!sameServer) return relay('it goes to another server')
  if (!withData) return relay('only its structure is wanted')
  if (protection === 'locked') return relay('the source is locked, and stays open to its users')
  if (sessions > 0)
    return relay(`${sessions === 1 ? 'a session is' : `${sessions} sessions are`} on it`)
  return { method: 'insert', why: 'nobody is on the source' }
}
