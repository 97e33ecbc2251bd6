/** Reads one source and puts what is new into bronze: a run of its own. */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { ahead } from '../../apply/ahead'
import { carryOutRun } from '../../apply/carryOutRun'
import type { Database } from '../../database/database'
import type { Session } from '../../database/session'
import { displayTable, type Table } from '../../database/table'
import {
  beginIngestion,
  completeIngestion,
  openStream,
  readIngestions,
} from '../../ledger/ingestions'
import { tryLock, unlock } from '../../ledger/locks'
import { insertRowRange } from '../../ledger/rowRanges'
import type { Run } from '../../ledger/run'
import { tryLockRun, unlockRun } from '../../ledger/runLock'
import { insertRun, newRunId } from '../../ledger/runs'
import type { RecordSource, SourceContext } from '../../source/records/source'
import { RefusedError } from '../../util/errors'
import type { WorkOptions } from '../../util/progress'
import type { Pipeline, Source } from '../definition/pipeline'
import { RecordHasher } from '../record/recordHash'
import { beginMetaRun, endMetaRun, type MetaRun } from '../store/metaRuns'
import { BRONZE } from '../store/tables'
import { noCounts, processed, type IngestCounts } from './ingestCounts'
import { IngestLog } from './ingestLog'
import { preparedBatches } from './prepareBatch'
import { limited } from './limited'
import { settleRuns } from './settleRuns'
import { judgeVanished } from './judgeVanished'
import { RecordWriter } from './writeRecords'

export interface IngestTarget {
  readonly database: Database<'write'>
  /** The same without the signal: a cancelled run is still closed. */
  readonly closing: Database<'write'>
  readonly session: Session
  readonly environment: string
  readonly bronze: Table
}

export interface IngestOptions extends WorkOptions {
  readonly operator: string
  /** Reads no more records than these. */
  readonly limit?: number | undefined
  /** Marks records as vanished however many they are. */
  readonly acceptVanished?: boolean | undefined
}

export interface IngestedSource {
  readonly run: Run
  readonly source: string
  readonly counts: Readonly<IngestCounts>
  readonly milliseconds: number
}

/** Opens the source with what it may ask for. */
export type OpenSource = (
  context: Pick<SourceContext, 'previous' | 'since' | 'warn'>,
) => Promise<RecordSource>

/**
 * Throws `RefusedError` where another process is at the same source, `RunStoppedError` where the source or the database
 * fails on the way, and `AbortedError`.
 */
export async function ingestSource(
  pipeline: Pipeline,
  source: Source,
  target: IngestTarget,
  open: OpenSource,
  options: IngestOptions,
): Promise<IngestedSource> {
  const { session } = target
  const lock = `ingest ${pipeline.entity} ${source.name}`
  if (!(await tryLock(session, lock)))
    throw new RefusedError(
      'ingest-in-progress',
      `another process is ingesting "${pipeline.entity}" from "${source.name}"`,
      { mend: 'wait for it to end' },
    )
  try {
    return await ingestLocked(pipeline, source, target, open, options)
  } finally {
    // It also ends with the session, which may be broken by now.
    await unlock(session, lock).catch(() => undefined)
  }
}

async function ingestLocked(
  pipeline: Pipeline,
  source: Source,
  target: IngestTarget,
  open: OpenSource,
  options: IngestOptions,
): Promise<IngestedSource> {
  const { session } = target
  const started = performance.now()
  const counts = noCounts()
  const stream = await openStream(session, pipeline.entity, source.name)
  await settleRuns(session, stream)
  const meta = await beginRun(pipeline, source, target, options)
  if (!(await tryLockRun(session, meta.runId))) throw new Error('the lock of a new run is taken')
  try {
    const work = new IngestWork({ pipeline, source, target, open, options, stream, meta, counts })
    const run = await carryOutRun(session, meta.runId, () => work.carryOut(), {
      ...options,
      closing: target.closing,
      resumed: false,
    })
    return { run, source: source.name, counts, milliseconds: performance.now() - started }
  } catch (error) {
    await target.closing
      .withSession((closing) =>
        endMetaRun(closing, meta, metaCounts(counts), {
          status: 'failed',
          error: messageOf(error),
        }),
      )
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

function metaCounts(counts: Readonly<IngestCounts>) {
  return { processed: processed(counts), created: counts.created, updated: counts.changed }
}

/** Everything that tells of the run is there before its first record is. */
async function beginRun(
  pipeline: Pipeline,
  source: Source,
  { session, environment, bronze }: IngestTarget,
  { operator }: IngestOptions,
): Promise<MetaRun> {
  const { entity, definition } = pipeline
  const ingestionRunId = randomUUID()
  const meta: MetaRun = {
    ingestionRunId,
    sourceSystem: source.name,
    entity,
    runId: newRunId(),
    metadata: { pipeline: definition.path, definition_hash: definition.hash },
  }
  await insertRun(session, {
    id: meta.runId,
    kind: 'ingest',
    environment,
    title: `${entity}: ${source.name} → bronze`,
    planId: `ingest ${ingestionRunId}`,
    definition: definition.path,
    definitionHash: definition.hash,
    host: hostname(),
    undoes: null,
    operator,
    shape: {
      key: ['entity_type', 'source_system', 'external_id', 'ingestion_run_id'],
      fields: ['raw_data', 'ingested_at'],
      tables: [bronze],
    },
    total: 0,
  })
  await insertRowRange(session, meta.runId, {
    table: displayTable(BRONZE),
    column: 'ingestion_run_id',
    value: ingestionRunId,
  })
  await beginMetaRun(session, meta)
  return meta
}

interface Job {
  readonly pipeline: Pipeline
  readonly source: Source
  readonly target: IngestTarget
  readonly open: OpenSource
  readonly options: IngestOptions
  readonly stream: string
  readonly meta: MetaRun
  readonly counts: IngestCounts
}

class IngestWork {
  private readonly log: IngestLog

  constructor(private readonly job: Job) {
    const { meta, source, options } = job
    this.log = new IngestLog(meta.runId, source.name, options.onProgress)
  }

  async carryOut(): Promise<void> {
    const { source, target, open, meta, counts } = this.job
    const { session } = target
    const hasher = new RecordHasher(source.significance)
    const { writer, seq, previous } = await this.openWriter(hasher)
    const opened = await open({
      ...(previous !== undefined && { previous }),
      warn: (message) => this.log.warn(message),
    })
    this.log.say('info', 'start', `reading ${opened.description}`)
    try {
      const isComplete = await this.readAll(opened, hasher, writer)
      if (isComplete) await judgeVanished(writer, source, this.log, this.job)
      const state = isComplete ? opened.state?.().facts : undefined
      if (isComplete) await completeIngestion(session, seq, { source: state ?? {} })
      await endMetaRun(session, meta, metaCounts(counts), { status: 'completed', error: null })
    } finally {
      await this.log.flush(session).catch(() => undefined)
      await writer.close()
    }
  }

  private async openWriter(hasher: RecordHasher) {
    const { pipeline, source, target, options, stream, meta, counts } = this.job
    const { session, bronze } = target
    const earlier = await readIngestions(session, stream)
    const seq = await beginIngestion(session, {
      stream,
      ingestionRunId: meta.ingestionRunId,
      runId: meta.runId,
      fingerprint: hasher.fingerprint,
    })
    const counting = earlier.filter(({ undone }) => !undone)
    const last = counting.find(({ completed }) => completed)
    const writer = new RecordWriter(
      {
        ...{ session, bronze, entity: pipeline.entity, source: source.name },
        ...{ runId: meta.runId, ingestionRunId: meta.ingestionRunId, stream, seq },
        undone: earlier.filter(({ undone }) => undone).map((one) => one.seq),
        isFirst: counting.length === 0,
        log: this.log,
        signal: options.signal,
      },
      counts,
    )
    const state = last?.fingerprint === hasher.fingerprint ? last.state['source'] : undefined
    return { writer, seq, previous: state as Readonly<Record<string, string>> | undefined }
  }

  /** Whether all of the source was read. */
  private async readAll(
    opened: RecordSource,
    hasher: RecordHasher,
    writer: RecordWriter,
  ): Promise<boolean> {
    const { pipeline, source, target, options, counts } = this.job
    const pages = limited(opened.pages(), options.limit)
    const batches = preparedBatches(pages.items, source, hasher, pipeline.batchSize)
    for await (const batch of ahead(batches)) {
      await writer.write(batch)
      this.log.progress(counts)
      await this.log.flush(target.session)
    }
    return !pages.wasCut() && opened.state?.().unchanged !== true
  }
}
