/** Reads one source and puts what is new into bronze: a run of its own. */
import { ahead } from '../../apply/ahead'
import { flushLater } from '../../apply/flushLater'
import { displayTable, type Table } from '../../database/table'
import { completeIngestion } from '../../ledger/ingestions'
import type { RecordCounts, Run } from '../../ledger/run'
import type { RecordSource, SourceContext } from '../../source/records/source'
import type { Pipeline, Source } from '../definition/pipeline'
import { RecordHasher } from '../record/recordHash'
import { recordsOfIngest } from '../report/recordCounts'
import {
  medallionRun,
  type MedallionTarget,
  type OpenRun,
  type RunOptions,
  type RunSpec,
} from '../run/medallionRun'
import { adoptRecords } from './adopt'
import { noCounts, type IngestCounts } from './ingestCounts'
import { IngestLog } from './ingestLog'
import { judgeVanished } from './judgeVanished'
import { dialectOf, findKnownFile, keepManifest, manifestState, type KnownFile } from './knownFile'
import { limited } from './limited'
import type { ManifestBlock } from './manifest'
import { preparedBatches } from './prepareBatch'
import { readDifference } from './readDifference'
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
  readonly records: RecordCounts
  readonly milliseconds: number
}

/** Opens the source with what it may ask for. */
export type OpenSource = (
  context: Pick<SourceContext, 'previous' | 'since' | 'found' | 'warn'>,
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
    () => recordsOfIngest(counts),
  )
  const records = recordsOfIngest(counts)
  return { run, source: source.name, counts, records, milliseconds: performance.now() - started }
}

/** What tells rows of bronze apart, and what they have besides. */
export const BRONZE_SHAPE = {
  key: ['entity_type', 'source_system', 'external_id', 'ingestion_run_id'],
  fields: ['raw_data', 'ingested_at'],
} as const

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
    shape: { ...BRONZE_SHAPE, tables: [bronze] },
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
  const { source, target, open, options, hasher, counts } = job
  const { session } = target
  const log = new IngestLog(run.runId, source.name, options.onProgress)
  const counting = run.earlier.filter(({ undone }) => !undone)
  const writer = openWriter(job, run, counting.length === 0, log)
  const last = counting.find(({ completed }) => completed)
  const state = last?.fingerprint === hasher.fingerprint ? last.state['source'] : undefined
  const context = {
    ...(state !== undefined && { previous: state as Readonly<Record<string, string>> }),
    warn: (message: string) => log.warn(message),
  }
  try {
    const isPart = options.isPart === true || options.limit !== undefined
    const known = isPart ? undefined : await findKnownFile(session, run, hasher.fingerprint)
    let opened = await open({ ...context, ...(known && { found: known.manifest.found }) })
    log.say('info', 'start', `reading ${opened.description}`)
    const kept = known && (await readKnown(job, run, { opened, known, writer, log }))
    if (kept !== undefined) {
      log.progress(counts)
      await completeIngestion(session, run.seq, { source: opened.state?.().facts ?? {}, ...kept })
    } else {
      if (known !== undefined) opened = await open(context)
      await readWhole(job, run, opened, writer, log)
    }
    log.end(counts, opened.state?.().unchanged === true)
  } finally {
    await log.flush(session).catch(() => undefined)
    await writer.close()
  }
}

/** Gives what the ingestion's state says of the file; undefined where all of it has to be read. */
async function readKnown(
  { pipeline, source, target: { session }, hasher, counts }: Job,
  run: OpenRun,
  {
    opened: { file },
    known,
    ...rest
  }: {
    readonly opened: RecordSource
    readonly known: KnownFile
    readonly writer: RecordWriter
    readonly log: IngestLog
  },
): Promise<Readonly<Record<string, string>> | undefined> {
  if (file === undefined) return undefined
  return readDifference({ session, pipeline, source, hasher, file, known, run, counts, ...rest })
}

async function readWhole(
  job: Job,
  run: OpenRun,
  opened: RecordSource,
  writer: RecordWriter,
  log: IngestLog,
): Promise<void> {
  const { source, target } = job
  const { session } = target
  const blocks = await flushLater(session, () => readAll(job, opened, writer, log))
  if (blocks === undefined) return
  const isSure = await judgeVanished(writer, source, log, job)
  const kept = isSure && writer.refusedRecords === 0 ? await keepFile(job, run, opened, blocks) : {}
  await completeIngestion(session, run.seq, { source: opened.state?.().facts ?? {}, ...kept })
}

async function keepFile(
  { source, target: { session }, counts }: Job,
  run: OpenRun,
  { file }: RecordSource,
  blocks: readonly ManifestBlock[],
): Promise<Readonly<Record<string, string>>> {
  if (file === undefined) return {}
  const { created, changed, unchanged, repeated, quarantined } = counts
  await keepManifest(session, run, {
    dialect: dialectOf(file, source),
    found: file.found,
    blocks,
    counts: { known: created + changed + unchanged, repeated, quarantined },
  })
  return manifestState(run.seq)
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

/** Gives the blocks that were read, where it is a file; undefined where not all of the source was read. */
async function readAll(
  { pipeline, source, target, options, counts, hasher }: Job,
  opened: RecordSource,
  writer: RecordWriter,
  log: IngestLog,
): Promise<readonly ManifestBlock[] | undefined> {
  const blocks: ManifestBlock[] = []
  const pages = limited(opened.pages(), options.limit)
  const batches = preparedBatches(pages.items, source, hasher, pipeline.batchSize)
  for await (const batch of ahead(batches)) {
    await writer.write(batch)
    blocks.push(...batch.blocks)
    log.progress(counts)
    await log.flush(target.session)
  }
  const isPart = options.isPart === true || pages.wasCut() || opened.state?.().unchanged === true
  return isPart ? undefined : blocks
}
