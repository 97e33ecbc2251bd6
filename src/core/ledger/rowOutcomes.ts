/** What became of each change of a run. */
import { arrayLiteral } from '../database/arrayLiteral'
import { textOf, type Session } from '../database/session'
import { sql } from '../database/sql'
import type { Row } from '../util/value'
import type { Outcome, RowError, RowOutcome } from './run'

export interface OutcomePage {
  readonly offset: number
  readonly limit: number
  readonly outcome?: Outcome | undefined
}

/** Outcomes in the order of the plan. */
export async function readRowOutcomes(
  session: Session,
  runId: string,
  { offset, limit, outcome }: OutcomePage,
): Promise<readonly RowOutcome[]> {
  const only = outcome === undefined ? sql`true` : sql`outcome = ${outcome}`
  const { rows } = await session.execute(
    sql`
select ordinal::text, outcome, op, table_name, key::text, before::text, after::text, actual::text, error::text
from drydock.row_changes done
where run_id = ${runId} and ${only}
order by done.ordinal
limit ${String(limit)}::bigint offset ${String(offset)}::bigint`,
  )
  return rows.map(outcomeOf)
}

/**
 * The applied changes of a run that no later undo has taken back, last one first, as they have to be undone.
 * Read in pages, so that nothing holds a whole run.
 *
 * Without statistics of a ledger that was just filled, the server would read the whole run for each page. Hence
 * pages are ranges, which it reads alone, and `offset 0`, which makes it look up undone changes one by one.
 */
export async function* readUndoable(
  session: Session,
  runId: string,
  pageSize = 2000,
): AsyncGenerator<RowOutcome> {
  const undos = arrayLiteral(await findUndos(session, runId))
  let below = await countOutcomes(session, runId)
  for (; below > 0; below -= pageSize) {
    const { rows } = await session.execute(
      sql`
select ordinal::text, outcome, op, table_name, key::text, before::text, after::text, null as actual, null as error
from drydock.row_changes done
where done.run_id = ${runId} and done.outcome = 'applied'
  and done.ordinal >= ${String(below - pageSize)}::bigint and done.ordinal < ${String(below)}::bigint
  and not exists (
    select from drydock.row_changes undone
    where undone.run_id = any (${undos}::text[]) and undone.undoes = done.ordinal
      and undone.outcome = 'applied' offset 0)
order by done.ordinal desc`,
    )
    for (const row of rows) yield outcomeOf(row)
  }
}

/** The ordinals of a run's outcomes are the numbers below this one. */
async function countOutcomes(session: Session, runId: string): Promise<number> {
  const { rows } = await session.execute(
    sql`select next_ordinal::text as count from drydock.runs where run_id = ${runId}`,
  )
  return Number(textOf(rows[0] ?? {}, 'count'))
}

/** The undos of a run, complete or not, that were not undone themselves. */
async function findUndos(session: Session, runId: string): Promise<readonly string[]> {
  const { rows } = await session.execute(
    sql`select run_id from drydock.runs where undoes = ${runId} and status <> 'undone'`,
  )
  return rows.map((row) => textOf(row, 'run_id'))
}

function outcomeOf(row: Row): RowOutcome {
  const actual = row['actual']
  const error = row['error']
  return {
    ordinal: Number(textOf(row, 'ordinal')),
    outcome: textOf(row, 'outcome') as Outcome,
    op: textOf(row, 'op') as RowOutcome['op'],
    table: textOf(row, 'table_name'),
    key: JSON.parse(textOf(row, 'key')) as Row,
    before: JSON.parse(textOf(row, 'before')) as Row,
    after: JSON.parse(textOf(row, 'after')) as Row,
    ...(typeof actual === 'string' && { actual: JSON.parse(actual) as Row | null }),
    ...(typeof error === 'string' && { error: JSON.parse(error) as RowError }),
  }
}
