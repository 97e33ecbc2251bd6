/** Of a copy that is wanted without rows. */
import { textOf, type Session } from '../../../database/session'
import { list, sql } from '../../../database/sql'

/** Empties all tables, sets sequences to their beginning, and gives the room back. */
export async function emptyTables(session: Session): Promise<void> {
  const { rows } = await session.execute(sql`
select n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'S', 'm') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock')`)
  const ofKind = (kind: string) =>
    rows
      .filter((row) => textOf(row, 'kind') === kind)
      .map((row) => sql`${sql.id(textOf(row, 'schema'), textOf(row, 'name'))}`)
  const tables = ofKind('r')
  // All at once: they may refer to each other.
  if (tables.length > 0) await session.execute(sql`truncate ${list(tables)}`)
  for (const sequence of ofKind('S')) await session.execute(sql`alter sequence ${sequence} restart`)
  for (const view of ofKind('m')) await session.execute(sql`refresh materialized view ${view}`)
}
