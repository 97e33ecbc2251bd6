/** Reads one source and puts what is new into bronze: a run of its own. */
import { ahead } from '../../apply/ahead'
import { flushLater } from '../../apply/flushLater'
import { displayTable, type Table } from '../../database/table'
import type { RecordCounts, Run } from '../../ledger/run'
import { acrossServers } from '../../plan/sideEffects'
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
import { adoptHalves } from './adoptHalves'
import { noCounts, type IngestCounts } from './ingestCounts'
import { IngestLog } from './ingestLog'
import { judgeVanished } from './judgeVanished'
import { dialectOf, findKnownFile, keepManifest, manifestState } from './knownFile'
import { limited } from './limited'
import type { ManifestBlock } from './manifest'
import { preparedBatches } from './prepareBatch'
import { readDifference } from './readDifference'
import { Reading } from './reading/reading'
import { resumed } from './reading/resumed'
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
  /** Reads all, whatever earlier readings have left. */
  readonly full?: boolean | undefined
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
  context: Pick<SourceContext, 'previous' | 'since' | 'checkpoint' | 'found' | 'warn'>,
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
    prepare: async (stream) => {
      const adoption = { session, bronze, pipeline, source, hasher, stream }
      await adoptRecords(adoption)
      await adoptHalves(adoption)
    },
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

/** A job, and what has begun for it. */
interface Work extends Job {
  readonly run: OpenRun
  readonly reading: Reading
  readonly writer: RecordWriter
  readonly log: IngestLog
}

async function carryOut(job: Job, run: OpenRun): Promise<void> {
  const { source, target, options, counts } = job
  const { session } = target
  const log = new IngestLog(run.runId, source.name, options.onProgress)
  const reading = new Reading(source, run.earlier, {
    ...{ full: options.full, isPart: isPart(options) },
    warn: (message) => log.warn(message),
  })
  const writer = openWriter(job, run, log, reading)
  const work: Work = { ...job, run, reading, writer, log }
  for (const { message } of acrossServers(target.bronze)) log.warn(message)
  try {
    await reading.begin(session, run.seq)
    const opened = (await readKnownFile(work)) ?? (await readAnew(work))
    log.end(counts, opened.state?.().unchanged === true)
  } finally {
    await log.flush(session).catch(() => undefined)
    await writer.close()
  }
}

/** Nobody knows what was not read. */
function isPart(options: IngestOptions): boolean {
  return options.isPart === true || options.limit !== undefined
}

/** Reads only what is different in a file. Undefined where all of it has to be read, and where it is no file. */
async function readKnownFile(work: Work): Promise<RecordSource | undefined> {
  const { target, hasher, open, options, run, reading, log, counts } = work
  const { session } = target
  if (!reading.isWhole || options.full === true || isPart(options)) return undefined
  const known = await findKnownFile(session, run, hasher.fingerprint)
  if (known === undefined) return undefined
  const { found } = known.manifest
  const opened = await open({ ...reading.context, found, warn: (message) => log.warn(message) })
  if (opened.file === undefined) return undefined
  const kept = await readDifference({ ...work, session, file: opened.file, known })
  if (kept === undefined) return undefined
  log.progress(counts)
  await reading.complete(session, run.seq, opened, kept)
  return opened
}

async function readAnew(work: Work): Promise<RecordSource> {
  const { target, source, run, reading, writer, log } = work
  const { session } = target
  const opened = await openSource(work)
  log.say('info', 'start', `reading ${opened.description}${reading.doing}`)
  const blocks = await flushLater(session, [target.bronze], () => readAll(work, opened))
  if (blocks === undefined) return opened
  const isSure = reading.isWhole && (await judgeVanished(writer, source, log, work))
  const isKept = isSure && writer.refusedRecords === 0
  const kept = isKept ? await keepFile(work, opened, blocks) : {}
  await reading.complete(session, run.seq, opened, kept)
  return opened
}

async function openSource({ open, reading, log }: Work): Promise<RecordSource> {
  const again = () => open({ ...reading.context, warn: (message) => log.warn(message) })
  const opened = await again()
  if (!reading.isResumed) return opened
  return resumed(opened, { again, begunAnew: (reason) => reading.beginAnew(reason) })
}

/** Gives what the ingestion's state says of the file. */
async function keepFile(
  { source, target: { session }, counts, run }: Work,
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
  log: IngestLog,
  { watermark }: Reading,
): RecordWriter {
  const { session, bronze } = target
  const undone = earlier.filter((one) => one.undone).map((one) => one.seq)
  const isFirst = undone.length === earlier.length
  return new RecordWriter(
    {
      ...{ session, bronze, entity: pipeline.entity, source: source.name, runId, ingestionRunId },
      ...{ stream, seq, undone, isFirst, log, watermark, signal: options.signal },
    },
    counts,
  )
}

/** Gives the blocks that were read, where it is a file; undefined where not all of the source was read. */
async function readAll(
  { pipeline, source, target, options, counts, hasher, run, reading, writer, log }: Work,
  opened: RecordSource,
): Promise<readonly ManifestBlock[] | undefined> {
  const { session } = target
  const blocks: ManifestBlock[] = []
  const pages = limited(opened.pages(), options.limit)
  const batches = preparedBatches(pages.items, source, hasher, pipeline.batchSize)
  for await (const batch of ahead(batches)) {
    await writer.write(batch)
    blocks.push(...batch.blocks)
    await reading.keepCheckpoint(session, run.seq, batch.checkpoint)
    log.progress(counts)
    await log.flush(session)
  }
  const isUnchanged = opened.state?.().unchanged === true
  return options.isPart === true || pages.wasCut() || isUnchanged ? undefined : blocks
}
