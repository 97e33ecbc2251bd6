/** Runs as users' own scripts know them: rows of `meta.ingestion_runs`. */
import type { Session } from '../../database/session'
import { sql, tableRef } from '../../database/sql'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { RecordCounts } from '../../ledger/run'
import type { Layers } from '../definition/pipeline'
import { runsTable } from './tables'

export interface MetaRun {
  readonly layers: Layers
  readonly ingestionRunId: string
  readonly sourceSystem: string
  readonly entity: string
  /** The run in the ledger. */
  readonly runId: string
  readonly metadata: Readonly<Record<string, unknown>>
}

export async function beginMetaRun(session: Session, run: MetaRun): Promise<void> {
  const { now } = ledgerSql(session)
  await session.execute(sql`
insert into ${tableRef(runsTable(run.layers))} (run_id, source_system, entity_type, started_at, status, metadata)
values (${run.ingestionRunId}, ${run.sourceSystem}, ${run.entity}, ${now}, 'running', ${metadataOf(run)})`)
}

function metadataOf({ runId, metadata }: MetaRun): string {
  return JSON.stringify({ drydock_run: runId, ...metadata })
}

export type MetaCounts = Pick<RecordCounts, 'processed' | 'created' | 'updated'>

export async function endMetaRun(
  session: Session,
  run: MetaRun,
  { processed, created, updated }: MetaCounts,
  end: { readonly status: 'completed' | 'failed'; readonly error: string | null },
): Promise<void> {
  const { now, integer } = ledgerSql(session)
  const number = (count: number) => integer(String(count))
  await session.execute(sql`
update ${tableRef(runsTable(run.layers))} set
  completed_at = ${now},
  status = ${end.status},
  records_processed = ${number(processed)},
  records_created = ${number(created)},
  records_updated = ${number(updated)},
  error_message = ${end.error},
  metadata = ${metadataOf(run)}
where run_id = ${run.ingestionRunId}`)
}

/** Of a run that ended otherwise than its process could say. */
export async function setMetaStatus(
  session: Session,
  layers: Layers,
  ingestionRunId: string,
  status: 'failed' | 'undone',
  error: string | null,
): Promise<void> {
  const { now } = ledgerSql(session)
  await session.execute(sql`
update ${tableRef(runsTable(layers))} set status = ${status}, completed_at = coalesce(completed_at, ${now}), error_message = ${error}
where run_id = ${ingestionRunId} and status <> ${status}`)
}
