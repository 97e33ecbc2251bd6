/**
 * The end of a relay: foreign keys look at their rows, and statistics are made, without which the server would choose bad plans
 * until it comes to make them by itself.
 */
import type { Database } from '../../../database/database'
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { throwIfAborted } from '../../../util/errors'
import { inTurns } from '../../../util/inTurns'
import type { CloneJob } from '../cloneEngine'
import { withoutQuotes, type Validation } from './foreignKeys'
import { runStatement } from './replay'

/** Several at a time; of partitioned tables as a whole behind that, since that reads their parts. */
export async function validateAndAnalyze(
  target: Database<'write'>,
  validations: readonly Validation[],
  { sessions, signal }: Pick<CloneJob, 'sessions' | 'signal'>,
): Promise<void> {
  const relations = await target.withSession(readRelations)
  const validated = validations.map(({ table }) => withoutQuotes(table))
  // Neither of the two can be done to a table while the other is.
  const isLater = ({ schema, name }: Relation) => validated.includes(`${schema}.${name}`)
  const analyses = (wanted: (relation: Relation) => boolean) =>
    relations.filter(wanted).map(analysisOf)
  const steps: readonly (readonly Step[])[] = [
    [
      ...validations.map(validationOf),
      ...analyses((relation) => !relation.isWhole && !isLater(relation)),
      ...analyses((relation) => !relation.isWhole && isLater(relation)),
    ],
    analyses(({ isWhole }) => isWhole),
  ]
  for (const some of steps)
    await inTurns(some, sessions, (each) =>
      target.withSession((session) =>
        each(async (step) => {
          throwIfAborted(signal)
          await step(session)
        }),
      ),
    )
}

type Step = (session: Session) => Promise<void>

function validationOf({ statement }: Validation): Step {
  return (session) => runStatement(session, statement)
}

function analysisOf({ schema, name }: Relation): Step {
  return async (session) => {
    await session.execute(sql`analyze ${sql.id(schema, name)}`)
  }
}

interface Relation {
  readonly schema: string
  readonly name: string
  /** Of a partitioned table, whose rows are its parts'. */
  readonly isWhole: boolean
}

/** The largest first. */
async function readRelations(session: Session): Promise<readonly Relation[]> {
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
}
