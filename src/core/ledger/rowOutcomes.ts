/** What became of each change of a run. */
import { textOf, type Session } from '../database/session'
import { integerLiteral, list, sql, type Sql } from '../database/sql'
import type { Row } from '../util/value'
import { ledgerSql } from './ledgerSql'
import { digestIn } from './rowDigest'
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
  const { rowChanges } = ledgerSql(session)
  const only = outcome === undefined ? sql`` : sql`and outcome = ${outcome}`
  const { rows } = await session.execute(sql`
select ${outcomeColumns(session)}
from ${rowChanges} done
where run_id = ${runId} ${only}
order by done.ordinal
limit ${integerLiteral(limit)} offset ${integerLiteral(offset)}`)
  return rows.map(outcomeOf)
}

/**
 * The applied changes of a run that no later undo has taken back, last one first, as they have to be undone.
 * Read in pages, so that nothing holds a whole run.
 *
 * Without statistics of a ledger that was just filled, the server would read the whole run for each page. Hence
 * pages are ranges, which it reads alone, and undone changes are looked up one by one.
 */
export async function* readUndoable(
  session: Session,
  runId: string,
  pageSize = 2000,
): AsyncGenerator<RowOutcome> {
  const { rowChanges, keptApart } = ledgerSql(session)
  const undos = await findUndos(session, runId)
  const notUndone =
    undos.length === 0
      ? sql``
      : sql`
  and not exists (
    select 1 from ${rowChanges} undone
    where undone.run_id in (${list(undos.map((id) => sql`${id}`))}) and undone.undoes = done.ordinal
      and undone.outcome = 'applied' ${keptApart})`
  let below = await countOutcomes(session, runId)
  for (; below > 0; below -= pageSize) {
    const { rows } = await session.execute(sql`
select ${outcomeColumns(session)}
from ${rowChanges} done
where done.run_id = ${runId} and done.outcome = 'applied'
  and done.ordinal >= ${integerLiteral(below - pageSize)} and done.ordinal < ${integerLiteral(below)}
  ${notUndone}
order by done.ordinal desc`)
    for (const row of rows) yield outcomeOf(row)
  }
}

function outcomeColumns(session: Session): Sql {
  const { text } = ledgerSql(session)
  const texts = ['ordinal', 'key', 'before', 'after', 'actual', 'error'].map(
    (name) => sql`${text(sql.ref(`done.${name}`))} as ${sql.id(name)}`,
  )
  return sql`outcome, op, table_name, ${list(texts)}`
}

/** The ordinals of a run's outcomes are the numbers below this one. */
async function countOutcomes(session: Session, runId: string): Promise<number> {
  const { runs, text } = ledgerSql(session)
  const { rows } = await session.execute(
    sql`select ${text(sql`next_ordinal`)} as outcomes from ${runs} where run_id = ${runId}`,
  )
  return Number(textOf(rows[0] ?? {}, 'outcomes'))
}

/** The undos of a run, complete or not, that were not undone themselves. */
async function findUndos(session: Session, runId: string): Promise<readonly string[]> {
  const { runs } = ledgerSql(session)
  const { rows } = await session.execute(
    sql`select run_id from ${runs} where undoes = ${runId} and status <> 'undone'`,
  )
  return rows.map((row) => textOf(row, 'run_id'))
}

function outcomeOf(row: Row): RowOutcome {
  const actual = row['actual']
  const error = row['error']
  const after = JSON.parse(textOf(row, 'after')) as Row
  const digest = digestIn(after)
  return {
    ordinal: Number(textOf(row, 'ordinal')),
    outcome: textOf(row, 'outcome') as Outcome,
    op: textOf(row, 'op') as RowOutcome['op'],
    table: textOf(row, 'table_name'),
    key: JSON.parse(textOf(row, 'key')) as Row,
    before: JSON.parse(textOf(row, 'before')) as Row,
    ...(digest === undefined ? { after } : { after: {}, digest }),
    ...(typeof actual === 'string' && { actual: JSON.parse(actual) as Row | null }),
    ...(typeof error === 'string' && { error: JSON.parse(error) as RowError }),
  }
}
