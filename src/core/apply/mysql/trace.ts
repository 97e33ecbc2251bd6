/**
 * The server counts the rows that a session has written: as many as were counted in a statement that failed, it has
 * written before the one that it refused. Where triggers write other tables, they are counted, too.
 * https://mariadb.com/docs/server/reference/system-variables/server-status-variables
 */
import { textOf, type Session } from '../../database/session'
import { sql, type Sql } from '../../database/sql'
import type { RowOp } from '../../plan/plan'
import type { Tracer } from '../trace'

const COUNTERS: Readonly<Record<RowOp, Sql>> = {
  insert: sql`show session status like 'Handler_write'`,
  update: sql`show session status like 'Handler_update'`,
  delete: sql`show session status like 'Handler_delete'`,
}

const MARKS = new WeakMap<Session, bigint>()

export const mysqlTracer: Tracer = {
  start: () => Promise.resolve(true),

  async mark(session, { op }) {
    MARKS.set(session, await countRows(session, op))
  },

  async suspects(session, { op, changes }) {
    const mark = MARKS.get(session)
    if (mark === undefined) return undefined
    const written = Number((await countRows(session, op)) - mark)
    // A row that a trigger refuses before it is written is not counted, and one that is refused later is.
    const indexes = [written, written - 1].filter((index) => index >= 0 && index < changes.length)
    return { indexes, isCertain: false }
  },

  end: () => Promise.resolve(),
}

async function countRows(session: Session, op: RowOp): Promise<bigint> {
  const { rows } = await session.execute(COUNTERS[op])
  return BigInt(textOf(rows[0] ?? {}, 'Value'))
}
