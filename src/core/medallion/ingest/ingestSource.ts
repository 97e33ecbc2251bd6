/** Reads one source and puts what is new into bronze: a run of its own. */
import { ahead } from '../../apply/ahead'
import { displayTable, type Table } from '../../database/table'
import { completeIngestion } from '../../ledger/ingestions'
import type { Run } from '../../ledger/run'
import type { RecordSource, SourceContext } from '../../source/records/source'
import type { Pipeline, Source } from '../definition/pipeline'
import { RecordHasher } from '../record/recordHash'
import {
  medallionRun,
  type MedallionTarget,
  type OpenRun,
  type RunOptions,
  type RunSpec,
} from '../run/medallionRun'
import { adoptRecords } from './adopt'
import { noCounts, processed, type IngestCounts } from './ingestCounts'
import { IngestLog } from './ingestLog'
import { judgeVanished } from './judgeVanished'
import { limited } from './limited'
import { preparedBatches } from './prepareBatch'
import { RecordWriter } from './writeRecords'

export interface IngestTarget extends MedallionTarget {
  readonly bronze: Table
}

export interface IngestOptions extends RunOptions {
  /** Reads no more records than these. */
  readonly limit?: number | undefined
  /** Marks records as vanished however many they are. */
  readonly acceptVanished?: boolean | undefined
  /** Only some of the source's records are read: nothing is known of the others. */
  readonly isPart?: boolean | undefined
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

/** Throws what `medallionRun` throws. */
export async function ingestSource(
  pipeline: Pipeline,
  source: Source,
  target: IngestTarget,
  open: OpenSource,
  options: IngestOptions,
): Promise<IngestedSource> {
  const started = performance.now()
  const counts = noCounts()
  const hasher = new RecordHasher(source.significance)
  const run = await medallionRun(
    pipeline,
    ingestSpec(pipeline, source, target, hasher),
    target,
    options,
    (opened) => carryOut({ pipeline, source, target, open, options, counts, hasher }, opened),
    () => ({
      processed: processed(counts),
      created: counts.created,
      updated: counts.changed,
    }),
  )
  return { run, source: source.name, counts, milliseconds: performance.now() - started }
}

function ingestSpec(
  pipeline: Pipeline,
  source: Source,
  { session, bronze }: IngestTarget,
  hasher: RecordHasher,
): RunSpec {
  const { entity } = pipeline
  const { name } = source
  const { fingerprint } = hasher
  return {
    ...{ kind: 'ingest', sourceSystem: name, streamName: name, fingerprint },
    title: `${entity}: ${name} → bronze`,
    doing: `ingesting "${entity}" from "${name}"`,
    shape: {
      key: ['entity_type', 'source_system', 'external_id', 'ingestion_run_id'],
      fields: ['raw_data', 'ingested_at'],
      tables: [bronze],
    },
    adds: displayTable(bronze),
    prepare: (stream) => adoptRecords({ session, bronze, pipeline, source, hasher, stream }),
  }
}

interface Job {
  readonly pipeline: Pipeline
  readonly source: Source
  readonly target: IngestTarget
  readonly open: OpenSource
  readonly options: IngestOptions
  readonly counts: IngestCounts
  readonly hasher: RecordHasher
}

async function carryOut(job: Job, run: OpenRun): Promise<void> {
  const { source, target, open, options, hasher } = job
  const { session } = target
  const log = new IngestLog(run.runId, source.name, options.onProgress)
  const counting = run.earlier.filter(({ undone }) => !undone)
  const writer = openWriter(job, run, counting.length === 0, log)
  const last = counting.find(({ completed }) => completed)
  const state = last?.fingerprint === hasher.fingerprint ? last.state['source'] : undefined
  const opened = await open({
    ...(state !== undefined && { previous: state as Readonly<Record<string, string>> }),
    warn: (message) => log.warn(message),
  })
  log.say('info', 'start', `reading ${opened.description}`)
  try {
    const isComplete = await readAll(job, opened, writer, log)
    if (isComplete) {
      await judgeVanished(writer, source, log, job)
      await completeIngestion(session, run.seq, { source: opened.state?.().facts ?? {} })
    }
  } finally {
    await log.flush(session).catch(() => undefined)
    await writer.close()
  }
}

function openWriter(
  { pipeline, source, target, options, counts }: Job,
  { runId, ingestionRunId, stream, seq, earlier }: OpenRun,
  isFirst: boolean,
  log: IngestLog,
): RecordWriter {
  const { session, bronze } = target
  const undone = earlier.filter((one) => one.undone).map((one) => one.seq)
  return new RecordWriter(
    {
      ...{ session, bronze, entity: pipeline.entity, source: source.name, runId, ingestionRunId },
      ...{ stream, seq, undone, isFirst, log, signal: options.signal },
    },
    counts,
  )
}

/** Whether all of the source was read. */
async function readAll(
  { pipeline, source, target, options, counts, hasher }: Job,
  opened: RecordSource,
  writer: RecordWriter,
  log: IngestLog,
): Promise<boolean> {
  const pages = limited(opened.pages(), options.limit)
  const batches = preparedBatches(pages.items, source, hasher, pipeline.batchSize)
  for await (const batch of ahead(batches)) {
    await writer.write(batch)
    log.progress(counts)
    await log.flush(target.session)
  }
  return options.isPart !== true && !pages.wasCut() && opened.state?.().unchanged !== true
}
