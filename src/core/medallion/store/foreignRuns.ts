/** Runs of users' own scripts: they write the same bronze, and the ledger knows nothing of their records. */
import { textOf, type Session } from '../../database/session'
import { list, sql, tableRef } from '../../database/sql'
import type { Ingestion } from '../../ledger/ingestions'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Layers } from '../definition/pipeline'
import { runsTable } from './tables'

export interface ForeignRun {
  readonly id: string
  readonly status: string
}

/** What of a pipeline tells which of the shared rows are its own. */
export interface PipelinePlace {
  /** `entity_type`. */
  readonly entity: string
  readonly target: { readonly layers: Layers }
}

/** Those of some sources that are none of the known ingestions, the first one first. */
export async function foreignRuns(
  session: Session,
  { entity, target: { layers } }: PipelinePlace,
  sources: readonly { readonly name: string }[],
  known: readonly Ingestion[],
): Promise<readonly ForeignRun[]> {
  const { text } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select ${text(sql`run_id`)} as run_id, status from ${tableRef(runsTable(layers))}
where entity_type = ${entity} and source_system in (${list(sources.map(({ name }) => sql`${name}`))})
order by started_at, run_id`)
  const own = new Set(known.map(({ ingestionRunId }) => ingestionRunId))
  return rows
    .map((row) => ({ id: textOf(row, 'run_id'), status: textOf(row, 'status') }))
    .filter(({ id }) => !own.has(id))
}
