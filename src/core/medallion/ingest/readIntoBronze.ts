/** From a source into bronze, within a run. */
import { ahead } from '../../apply/ahead'
import { flushLater } from '../../apply/flushLater'
import { acrossServers } from '../../plan/sideEffects'
import type { RecordSource } from '../../source/records/source'
import type { OpenRun } from '../run/medallionRun'
import { dialectOf, findKnownFile, keepManifest, manifestState } from './file/knownFile'
import type { ManifestBlock } from './file/manifest'
import { readDifference } from './file/readDifference'
import type { IngestJob, IngestOptions } from './ingestJob'
import { IngestLog } from './ingestLog'
import { judgeVanished } from './judgeVanished'
import { limited } from './limited'
import { preparedBatches } from './prepareBatch'
import { Reading } from './reading/reading'
import { resumed } from './reading/resumed'
import { RecordWriter } from './writeRecords'

/** A job, and what has begun for it. */
interface Work extends IngestJob {
  readonly run: OpenRun
  readonly reading: Reading
  readonly writer: RecordWriter
  readonly log: IngestLog
}

/** Reads all that is wanted of the source, or of a known file what is different, and completes the ingestion. */
export async function readIntoBronze(job: IngestJob, run: OpenRun): Promise<void> {
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

/** A manifest of more would be longer than servers take in a statement: of a file of 10 GB. */
const MOST_BLOCKS = 40_000

/** Gives what the ingestion's state says of the file. */
async function keepFile(
  { source, target: { session }, counts, run }: Work,
  { file }: RecordSource,
  blocks: readonly ManifestBlock[],
): Promise<Readonly<Record<string, string>>> {
  if (file === undefined || blocks.length > MOST_BLOCKS) return {}
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
  { pipeline, source, target, options, counts }: IngestJob,
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
