/** Records as bronze has them in certain versions: for people, and never compared. */
import { textOf, type Session } from '../../../database/session'
import { list, sql, tableRef } from '../../../database/sql'
import { ledgerSql } from '../../../ledger/ledgerSql'
import type { PipelinePlace } from '../../store/foreignRuns'
import { bronzeTable } from '../../store/tables'

export interface WantedVersion {
  readonly id: string
  readonly ingestionRunId: string
}

/** By id. Versions that are no longer there are left out. */
export async function readVersions(
  session: Session,
  { entity, target: { layers } }: PipelinePlace,
  source: string,
  wanted: readonly WantedVersion[],
): Promise<ReadonlyMap<string, string>> {
  if (wanted.length === 0) return new Map()
  const { text } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select external_id, ${text(sql`ingestion_run_id`)} as run_id, ${text(sql`raw_data`)} as record
from ${tableRef(bronzeTable(layers))}
where entity_type = ${entity} and source_system = ${source}
  and external_id in (${list(wanted.map(({ id }) => sql`${id}`))})
order by ingested_at`)
  const runs = new Map(wanted.map(({ id, ingestionRunId }) => [id, ingestionRunId]))
  return new Map(
    rows
      .filter((row) => runs.get(textOf(row, 'external_id')) === row['run_id'])
      .map((row) => [textOf(row, 'external_id'), textOf(row, 'record')]),
  )
}
