/** What a plan of a pipeline leaves behind once it is applied: its run as users' scripts know it, and what the next one needs. */
import { randomUUID } from 'node:crypto'
import type { Session } from '../../database/session'
import {
  beginIngestion,
  completeIngestion,
  openStream,
  readIngestions,
} from '../../ledger/ingestions'
import { quarantineRecords, type Quarantined } from '../../ledger/quarantine'
import type { Run } from '../../ledger/run'
import type { Plan, PipelineFacts } from '../../plan/plan'
import { beginMetaRun, endMetaRun, type MetaCounts } from '../store/metaRuns'

/** Does it once, however often it is called. Gives the number of its ingestion where it was now. */
export async function settleRun(
  session: Session,
  plan: Plan,
  facts: PipelineFacts,
  run: Run,
  counts: MetaCounts,
  rejected: readonly Quarantined[],
): Promise<string | undefined> {
  const stream = await openStream(session, facts.entity, facts.streamName)
  const earlier = await readIngestions(session, stream)
  if (earlier.some(({ runId }) => runId === run.id)) return undefined
  const ingestionRunId = freeId(earlier, facts.ingestionRunId)
  const meta = {
    ...{
      layers: facts.layers,
      ingestionRunId,
      sourceSystem: facts.sourceSystem,
      entity: facts.entity,
      runId: run.id,
    },
    metadata: { pipeline: plan.definition?.path, definition_hash: plan.definition?.hash },
  }
  await beginMetaRun(session, meta)
  await session.transaction('write', () => quarantineRecords(session, run.id, rejected))
  await endMetaRun(session, meta, counts, { status: 'completed', error: null })
  const { fingerprint, state } = facts
  const seq = await beginIngestion(session, { stream, ingestionRunId, runId: run.id, fingerprint })
  await completeIngestion(session, seq, state)
  return seq
}

/** A plan that was applied, undone and applied again has a row for each time. */
function freeId(earlier: readonly { readonly ingestionRunId: string }[], planned: string): string {
  const isTaken = earlier.some(({ ingestionRunId }) => ingestionRunId === planned)
  return isTaken ? randomUUID() : planned
}
