/** Runs of users' own scripts: they write the same bronze, and the ledger knows nothing of their records. */
import { textOf, type Session } from '../../database/session'
import { list, sql, tableRef } from '../../database/sql'
import type { Ingestion } from '../../ledger/ingestions'
import { ledgerSql } from '../../ledger/ledgerSql'
import { sha256 } from '../../util/hash'
import type { Pipeline } from '../definition/pipeline'
import { runsTable } from '../store/tables'

/** Changes with any of them: with a new one, and with one that has ended. Null where there are none. */
export async function foreignRuns(
  session: Session,
  { entity, sources, target: { layers } }: Pipeline,
  ingestions: readonly Ingestion[],
): Promise<string | null> {
  const { text } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select ${text(sql`run_id`)} as run_id, status from ${tableRef(runsTable(layers))}
where entity_type = ${entity} and source_system in (${list(sources.map(({ name }) => sql`${name}`))})
order by run_id`)
  const own = new Set(ingestions.map(({ ingestionRunId }) => ingestionRunId))
  const foreign = rows
    .map((row) => [textOf(row, 'run_id'), textOf(row, 'status')])
    .filter(([id = '']) => !own.has(id))
  return foreign.length === 0 ? null : sha256(JSON.stringify(foreign))
}
