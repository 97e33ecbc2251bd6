/** Where sequences stand. */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { list, sql } from '../../../database/sql'

interface SequencePlace {
  readonly schema: string
  readonly name: string
  readonly value: string
  readonly isCalled: boolean
}

/**
 * Reads all of them. A sequence is not read on a snapshot: it may be further on than the rows are, which leaves a gap and
 * never gives a number twice.
 */
export async function readSequencePlaces(session: Session): Promise<readonly SequencePlace[]> {
  const { rows: found } = await session.execute(sql`
select n.nspname::text as schema, c.relname::text as name
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_depend member
  on member.classid = 'pg_class'::regclass and member.objid = c.oid and member.deptype = 'e'
where c.relkind = 'S' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock')
  and member.objid is null
order by 1, 2`)
  const places: SequencePlace[] = []
  for (let start = 0; start < found.length; start += AT_ONCE) {
    const parts = found.slice(start, start + AT_ONCE).map((row) => {
      const [schema, name] = [textOf(row, 'schema'), textOf(row, 'name')]
      return sql`
select ${schema}::text as schema, ${name}::text as name, last_value::text as value, is_called::text as is_called
from ${sql.id(schema, name)}`
    })
    const { rows } = await session.execute(sql`${sql.join(parts, sql` union all `)}`)
    for (const row of rows)
      places.push({
        schema: textOf(row, 'schema'),
        name: textOf(row, 'name'),
        value: textOf(row, 'value'),
        isCalled: textOf(row, 'is_called') === 'true',
      })
  }
  return places
}

/** Sequences that one statement reads or sets. */
const AT_ONCE = 200

export async function setSequencePlaces(
  session: Session,
  places: readonly SequencePlace[],
): Promise<void> {
  for (let start = 0; start < places.length; start += AT_ONCE) {
    const calls = places
      .slice(start, start + AT_ONCE)
      .map(
        ({ schema, name, value, isCalled }, index) =>
          sql`pg_catalog.setval(format('%I.%I', ${schema}::text, ${name}::text)::regclass, ${value}::bigint, ${isCalled ? 'true' : 'false'}::boolean)::text as ${sql.id(`place_${index}`)}`,
      )
    await session.execute(sql`select ${list(calls)}`)
  }
}
