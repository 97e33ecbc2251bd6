/** What became of each change of a run. */
import { textOf, type Session } from '../database/session'
import { compile, sql } from '../database/sql'
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
    compile(sql`
select ordinal::text, outcome, op, table_name, key::text, before::text, after::text, actual::text, error::text
from drydock.row_changes done
where run_id = ${runId} and ${only}
order by done.ordinal
limit ${String(limit)}::bigint offset ${String(offset)}::bigint`),
  )
  return rows.map(outcomeOf)
}

/**
 * The applied changes of a run that no later undo has taken back, last one first, as they have to be undone.
 * Read in pages, so that nothing holds a whole run.
 */
export async function* readUndoable(
  session: Session,
  runId: string,
  pageSize = 2000,
): AsyncGenerator<RowOutcome> {
  let below: string | undefined
  for (;;) {
    const bound = below === undefined ? sql`true` : sql`done.ordinal < ${below}::bigint`
    const { rows } = await session.execute(
      compile(sql`
select ordinal::text, outcome, op, table_name, key::text, before::text, after::text, null as actual, null as error
from drydock.row_changes done
where done.run_id = ${runId} and done.outcome = 'applied' and ${bound}
  and not exists (
    select from drydock.row_changes undone
    join drydock.runs undo on undo.run_id = undone.run_id
    where undo.undoes = ${runId} and undo.status <> 'undone'
      and undone.outcome = 'applied' and undone.undoes = done.ordinal)
order by done.ordinal desc
limit ${String(pageSize)}::bigint`),
    )
    for (const row of rows) yield outcomeOf(row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    below = textOf(last, 'ordinal')
  }
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
