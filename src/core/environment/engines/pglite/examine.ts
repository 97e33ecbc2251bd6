/** Looks at an embedded database that is to be cloned. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { CloneWish, SourceFacts } from '../cloneEngine'
import { leakHazards, readHiddenTexts } from '../postgres/leaks'
import { structureDigest } from '../structureDigest'

export async function examine(session: Session, wish: CloneWish): Promise<SourceFacts> {
  const { rows } = await session.execute(sql`
select
  pg_catalog.pg_database_size(current_database())::text as bytes,
  count(*)::text as tables,
  coalesce(sum(case when c.reltuples < 0 then pg_catalog.pg_relation_size(c.oid) / 100 else c.reltuples end), 0)::bigint::text as rows
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock')`)
  const number = (column: string) => Number(textOf(rows[0] ?? {}, column))
  const objects = await readPostgresInventory(session)
  return {
    ...{ tables: number('tables'), objects: objects.length },
    ...{ rows: wish.withData ? number('rows') : 0, bytes: number('bytes') },
    method: 'folder',
    why: 'its files are copied while it is closed',
    structure: structureDigest(objects),
    hazards: leakHazards(objects, await readHiddenTexts(session), { ...wish, redirected: [] }),
  }
}
