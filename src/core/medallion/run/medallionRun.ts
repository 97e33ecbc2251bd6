/** A run of a pipeline: in the ledger, in the table of runs that users' scripts know, and under the locks that it needs. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { carryOutRun } from '../../apply/carryOutRun'
import type { Database } from '../../database/database'
import type { Session } from '../../database/session'
import { beginIngestion, openStream, readIngestions, type Ingestion } from '../../ledger/ingestions'
import { keepRecordCounts } from '../../ledger/recordCounts'
import { insertRowRange } from '../../ledger/rowRanges'
import type { RecordCounts, Run } from '../../ledger/run'
import { tryLockRun, unlockRun } from '../../ledger/runLock'
import { insertRun, newRunId, withoutPlan, type RunShape } from '../../ledger/runs'
import type { WorkOptions } from '../../util/progress'
import type { Pipeline } from '../definition/pipeline'
import { beginMetaRun, endMetaRun, type MetaRun } from '../store/metaRuns'
import { settleRuns } from './settleRuns'
import { withStreamLock } from './streamLock'

export interface MedallionTarget {
  /** Without the signal: a cancelled run is still closed. */
  readonly closing: Database<'write'>
  readonly session: Session
  readonly environment: string
}

export interface RunOptions extends WorkOptions {
  /** The operating-system user who starts it. */
  readonly operator: string
}

/** What kind of run it is, and what it is of. */
export interface RunSpec {
  readonly kind: 'ingest' | 'enrich' | 'transform'
  /** `source_system` of the run. */
  readonly sourceSystem: string
  /** What the ledger calls its stream. */
  readonly streamName: string
  /** For people: `vendor: ieee → bronze`. */
  readonly title: string
  /** What is done, for whoever is in its way: `ingesting "vendor" from "ieee"`. */
  readonly doing: string
  /** What its result depends on in the definition. */
  readonly fingerprint: string
  readonly shape: RunShape
  /** The table whose rows say in `ingestion_run_id` that they are of the run, where it only adds rows. */
  readonly adds?: string
  /** What has to be so in the stream before the run has its number in it. */
  readonly prepare?: (stream: string) => Promise<void>
}

/** A run that has begun. */
export interface OpenRun {
  readonly runId: string
  readonly ingestionRunId: string
  readonly stream: string
  readonly seq: string
  /** Those of the stream before it, the latest first. */
  readonly earlier: readonly Ingestion[]
  readonly meta: MetaRun
}

/** How far the work is: read when it ends, however it ends. */
export type CountRecords = () => RecordCounts

/**
 * Begins a run, does its work and closes it. Throws `RefusedError` where another process is at the same stream,
 * `RunStoppedError` where the work fails, and `AbortedError`.
 */
export async function medallionRun(
  pipeline: Pipeline,
  spec: RunSpec,
  target: MedallionTarget,
  options: RunOptions,
  work: (run: OpenRun) => Promise<void>,
  count: CountRecords,
): Promise<Run> {
  const { session } = target
  return withStreamLock(session, { ...spec, entity: pipeline.entity }, async () => {
    const stream = await openStream(session, pipeline.entity, spec.streamName)
    await settleRuns(session, pipeline.target.layers, stream)
    await spec.prepare?.(stream)
    return runLocked(pipeline, { ...spec, stream }, target, options, work, count)
  })
}

async function runLocked(
  pipeline: Pipeline,
  spec: RunSpec & { readonly stream: string },
  target: MedallionTarget,
  options: RunOptions,
  work: (run: OpenRun) => Promise<void>,
  count: CountRecords,
): Promise<Run> {
  const { session, closing } = target
  const meta = await beginRun(pipeline, spec, target, options)
  if (!(await tryLockRun(session, meta.runId))) throw new Error('the lock of a new run is taken')
  let seq: string | undefined
  const end = async (by: Session, status: 'completed' | 'failed', error: string | null) => {
    if (seq !== undefined) await keepRecordCounts(by, seq, count())
    await endMetaRun(by, meta, count(), { status, error })
  }
  try {
    return await carryOutRun(
      session,
      meta.runId,
      async () => {
        const opened = await openRun(session, spec, meta)
        seq = opened.seq
        await work(opened)
        await end(session, 'completed', null)
      },
      { ...options, closing, resumed: false },
    )
  } catch (error) {
    // Where even that is impossible, the next run says it.
    await closing
      .withSession((closed) => end(closed, 'failed', messageOf(error)))
      .catch(() => undefined)
    throw error
  } finally {
    await unlockRun(session, meta.runId).catch(() => undefined)
  }
}

function messageOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

/** Everything that tells of the run is there before its first row is. */
async function beginRun(
  { entity, definition, target: { layers } }: Pipeline,
  { kind, sourceSystem, title, shape, adds }: RunSpec,
  { session, environment }: MedallionTarget,
  { operator }: RunOptions,
): Promise<MetaRun> {
  const ingestionRunId = randomUUID()
  const meta: MetaRun = {
    ...{ layers, ingestionRunId, sourceSystem, entity, runId: newRunId() },
    metadata: { pipeline: definition.path, definition_hash: definition.hash },
  }
  await insertRun(session, {
    ...{ id: meta.runId, kind, environment, title, operator, shape },
    planId: withoutPlan(kind, ingestionRunId),
    definition: definition.path,
    definitionHash: definition.hash,
    host: hostname(),
    undoes: null,
    total: 0,
  })
  if (adds !== undefined)
    await insertRowRange(session, meta.runId, {
      table: adds,
      column: 'ingestion_run_id',
      value: ingestionRunId,
    })
  await beginMetaRun(session, meta)
  return meta
}

async function openRun(
  session: Session,
  { stream, fingerprint }: RunSpec & { readonly stream: string },
  meta: MetaRun,
): Promise<OpenRun> {
  const { ingestionRunId, runId } = meta
  const earlier = await readIngestions(session, stream)
  const seq = await beginIngestion(session, { stream, ingestionRunId, runId, fingerprint })
  return { runId, ingestionRunId, stream, seq, earlier, meta }
}
