/** Applies the plan of an ingestion: its versions, their hashes and what else a run of its kind leaves behind. */
import { randomUUID } from 'node:crypto'
import type { Database } from '../../../database/database'
import type { Session } from '../../../database/session'
import { displayTable, type Table } from '../../../database/table'
import { runPlan, type AppliedPlan, type RunPlanOptions, type Work } from '../../../apply/runPlan'
import { checkTransactions } from '../../../apply/checkTarget'
import { checkThrottle, type ThrottleOptions } from '../../../apply/throttle'
import {
  beginIngestion,
  openStream,
  readIngestions,
  type Ingestion,
} from '../../../ledger/ingestions'
import { keepRecordCounts } from '../../../ledger/recordCounts'
import { insertRowRange, readRowRange } from '../../../ledger/rowRanges'
import { findRunOfPlan } from '../../../ledger/runs'
import type { IngestionFacts, PipelineFacts, Plan } from '../../../plan/plan'
import type { PlanFile } from '../../../plan/planFile'
import { RefusedError } from '../../../util/errors'
import { recordsOfPlan } from '../../report/recordCounts'
import { RecordHasher } from '../../record/recordHash'
import { settleRuns } from '../../run/settleRuns'
import { withStreamLock } from '../../run/streamLock'
import { beginMetaRun, endMetaRun, type MetaCounts, type MetaRun } from '../../store/metaRuns'
import { ensureTables, findBronze } from '../../store/tables'
import { adoptAll } from '../adoptHalves'
import { BRONZE_SHAPE } from '../bronzeRun'
import { countVersions, finishIngestion, type FinishedIngestion } from './finishIngestion'
import { writeVersions } from './writeVersions'

/** An ingestion that is being applied. */
export interface PlannedRun {
  readonly session: Session
  readonly file: PlanFile
  readonly facts: PipelineFacts & { readonly ingestion: IngestionFacts }
  readonly bronze: Table
  readonly runId: string
  readonly stream: string
  readonly seq: string
  readonly meta: MetaRun
  /** Ingestions of the stream whose runs were undone. */
  readonly undone: readonly string[]
}

export interface AppliedIngestion extends AppliedPlan {
  /** What it was, all runs of the plan together; left out where the plan had been applied before. */
  readonly ingested?: FinishedIngestion
}

export type ApplyIngestionOptions = RunPlanOptions & ThrottleOptions

/** Whether the plan is one that `applyIngestion` applies. */
export function isIngestion({ pipeline }: Plan): boolean {
  return pipeline?.ingestion !== undefined
}

/**
 * As `runPlan`. A record of which the ledger no longer has what the plan saw is drifted and left alone. Throws `RefusedError`, too, where
 * the plan was applied in part and somebody has ingested since.
 */
export async function applyIngestion(
  database: Database<'write'>,
  file: PlanFile,
  options: ApplyIngestionOptions,
): Promise<AppliedIngestion> {
  const facts = factsOf(file.plan)
  const hasher = new RecordHasher(facts.ingestion.significance)
  const place = { entity: facts.entity, target: { layers: facts.layers } }
  const work: Work = {
    check: async (session) => {
      await checkTransactions(session, file.plan)
      await checkThrottle(session, options)
    },
    guard: (session, inside) => {
      const doing = `ingesting "${facts.entity}" from "${facts.sourceSystem}"`
      const lock = { ...facts, kind: 'ingest' as const, doing }
      return withStreamLock(session, lock, async () => {
        const bronze = await ensureTables(session, facts.layers)
        const stream = await openStream(session, facts.entity, facts.streamName)
        await requireLatest(session, file.plan, stream)
        await settleRuns(session, facts.layers, stream)
        const source = { name: facts.sourceSystem }
        await adoptAll({ session, bronze, pipeline: place, source, hasher, stream })
        return inside()
      })
    },
    shape: async (session) => {
      const bronze = await bronzeOf(session, facts)
      return { ...BRONZE_SHAPE, tables: [bronze] }
    },
    carryOut: async (session, runId) => {
      ingested = await carryOut(await openRun(session, file, facts, runId), options)
    },
  }
  let ingested: FinishedIngestion | undefined
  const applied = await runPlan(database, file, work, options)
  return { ...applied, ...(ingested !== undefined && { ingested }) }
}

function factsOf({ pipeline }: Plan): PlannedRun['facts'] {
  const ingestion = pipeline?.ingestion
  if (pipeline === undefined || ingestion === undefined)
    throw new Error('the plan is not one of an ingestion')
  return { ...pipeline, ingestion }
}

async function bronzeOf(session: Session, { layers }: PipelineFacts): Promise<Table> {
  const bronze = await findBronze(session, layers)
  if (bronze === undefined) throw new Error('bronze is gone')
  return bronze
}

/** A run that has stopped goes on under its number, and what others have seen since must not come before theirs. */
async function requireLatest(session: Session, plan: Plan, stream: string): Promise<void> {
  const earlier = await findRunOfPlan(session, plan.id)
  if (earlier === undefined) return
  const ingestions = await readIngestions(session, stream)
  const place = ingestions.findIndex(({ runId }) => runId === earlier.run.id)
  if (place <= 0) return
  throw new RefusedError(
    'plan-outdated',
    `somebody has ingested since run ${earlier.run.id} stopped`,
    { mend: 'plan again: what is done already is not planned again' },
  )
}

async function openRun(
  session: Session,
  file: PlanFile,
  facts: PlannedRun['facts'],
  runId: string,
): Promise<PlannedRun> {
  const { entity, streamName, fingerprint } = facts
  const bronze = await bronzeOf(session, facts)
  const stream = await openStream(session, entity, streamName)
  const earlier = await readIngestions(session, stream)
  const meta = await openMetaRun(session, { file, facts, bronze, runId }, earlier)
  const own = earlier.find((one) => one.runId === runId)
  const { ingestionRunId } = meta
  const begun = { stream, ingestionRunId, runId, fingerprint }
  const seq = own?.seq ?? (await beginIngestion(session, begun))
  const undone = earlier.filter((one) => one.undone).map((one) => one.seq)
  return { ...{ session, file, facts, bronze, runId }, ...{ stream, seq, meta, undone } }
}

/** Made once: what says which rows are the run's, and the run as users' scripts know it. */
async function openMetaRun(
  session: Session,
  { file, facts, bronze, runId }: Pick<PlannedRun, 'file' | 'facts' | 'bronze' | 'runId'>,
  earlier: readonly Ingestion[],
): Promise<MetaRun> {
  const { layers, entity, sourceSystem } = facts
  const { definition } = file.plan
  const metadata = { pipeline: definition?.path, definition_hash: definition?.hash }
  const meta = (ingestionRunId: string): MetaRun => ({
    ...{ layers, ingestionRunId, sourceSystem, entity, runId, metadata },
  })
  const range = await readRowRange(session, runId)
  if (range !== undefined) return meta(range.value)
  // A plan that was applied, undone and applied again has a row for each time.
  const isTaken = earlier.some((one) => one.ingestionRunId === facts.ingestionRunId)
  const begun = meta(isTaken ? randomUUID() : facts.ingestionRunId)
  const own = { column: 'ingestion_run_id', value: begun.ingestionRunId }
  await session.transaction('write', async () => {
    await insertRowRange(session, runId, { table: displayTable(bronze), ...own })
    await beginMetaRun(session, begun)
  })
  return begun
}

async function carryOut(
  run: PlannedRun,
  options: ApplyIngestionOptions,
): Promise<FinishedIngestion> {
  const { session, meta } = run
  const end = (closed: Session, counts: MetaCounts, error: string | null) =>
    endMetaRun(closed, meta, counts, { status: error === null ? 'completed' : 'failed', error })
  try {
    await writeVersions(run, options)
    const finished = await finishIngestion(run, options)
    await keepRecordCounts(session, run.seq, recordsOfPlan(finished, run.file.plan.summary))
    await end(session, finished, null)
    return finished
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // Where even that is impossible, the next run says it.
    await options.closing
      .withSession(async (closed) => {
        const written = await countVersions(closed, run)
        return end(closed, { processed: written.created + written.updated, ...written }, message)
      })
      .catch(() => undefined)
    throw error
  }
}
