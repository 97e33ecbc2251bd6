/** Statistics, without which the server would choose bad plans until it comes to make them by itself. */
import type { Database } from '../../../database/database'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import { throwIfAborted } from '../../../util/errors'
import { inTurns } from '../../../util/inTurns'
import type { CloneJob } from '../cloneEngine'

/** Of everything with rows, several at a time; of partitioned tables as a whole behind that, since they read their parts. */
export async function analyze(
  target: Database<'write'>,
  { sessions, signal }: Pick<CloneJob, 'sessions' | 'signal'>,
): Promise<void> {
  const relations = await readRelations(target)
  for (const isWhole of [false, true])
    await inTurns(
      relations.filter((relation) => relation.isWhole === isWhole),
      sessions,
      (take) =>
        target.withSession(async (session) => {
          for (let relation = take(); relation !== undefined; relation = take()) {
            throwIfAborted(signal)
            await session.execute(sql`analyze ${sql.id(relation.schema, relation.name)}`)
          }
        }),
    )
}

interface Relation {
  readonly schema: string
  readonly name: string
  /** Of a partitioned table, whose rows are its parts'. */
  readonly isWhole: boolean
}

/** The largest first. */
function readRelations(target: Database<'write'>): Promise<readonly Relation[]> {
  return target.withSession(async (session) => {
    const { rows } = await session.execute(sql`
select n.nspname::text as schema, c.relname::text as name, (c.relkind = 'p')::text as whole
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where (c.relkind in ('r', 'p') or c.relkind = 'm' and c.relispopulated)
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by pg_catalog.pg_relation_size(c.oid) desc`)
    return rows.map((row) => ({
      schema: textOf(row, 'schema'),
      name: textOf(row, 'name'),
      isWhole: textOf(row, 'whole') === 'true',
    }))
  })
}
