/** What runs of pipelines have done with records: kept with what the ledger knows of their ingestion. */
import { textOf, type Session } from '../database/session'
import { list, sql } from '../database/sql'
import { ledgerSql } from './ledgerSql'
import type { RecordCounts, Run } from './run'

/** Keeps them beside what is in the ingestion's state. */
export async function keepRecordCounts(
  session: Session,
  seq: string,
  records: RecordCounts,
): Promise<void> {
  const { ingestions, text, integer } = ledgerSql(session)
  const at = sql`where seq = ${integer(seq)}`
  const { rows } = await session.execute(
    sql`select ${text(sql`state`)} as state from ${ingestions} ${at}`,
  )
  const state = { ...stateOf(rows[0] ?? {}), records }
  await session.execute(sql`update ${ingestions} set state = ${JSON.stringify(state)} ${at}`)
}

/** The runs, those of pipelines with what they have done. One query, and none where no run is of a pipeline. */
export async function withRecordCounts(
  session: Session,
  runs: readonly Run[],
): Promise<readonly Run[]> {
  const ids = runs.filter(isOfPipeline).map(({ id }) => id)
  if (ids.length === 0) return runs
  const { ingestions, text } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select run_id, ${text(sql`state`)} as state from ${ingestions}
where run_id in (${list(ids.map((id) => sql`${id}`))})`)
  const states = new Map(rows.map((row) => [textOf(row, 'run_id'), stateOf(row)]))
  return runs.map((run) => {
    const records = states.get(run.id)?.records
    return records === undefined ? run : Object.freeze({ ...run, records })
  })
}

/** Only their ledgers are sure to have what is asked. */
function isOfPipeline({ kind }: Run): boolean {
  return kind === 'ingest' || kind === 'enrich' || kind === 'transform'
}

function stateOf(row: Parameters<typeof textOf>[0]): { readonly records?: RecordCounts } {
  return JSON.parse(row['state'] ?? '{}') as { readonly records?: RecordCounts }
}
