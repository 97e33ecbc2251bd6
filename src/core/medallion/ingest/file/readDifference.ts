/** Reads a file that was read before: only what is different in it. */
import { growRun } from '../../../ledger/growRun'
import { quarantineAgain } from '../../../ledger/quarantine'
import type { Session } from '../../../database/session'
import { NotAlignedError, type RecordFile } from '../../../source/records/source'
import { pagesOf } from '../../../source/records/files/recordBlocks'
import type { Pipeline, Source } from '../../definition/pipeline'
import type { RecordHasher } from '../../record/recordHash'
import type { OpenRun } from '../../run/medallionRun'
import { differenceOf, type FileDifference } from './difference'
import type { IngestCounts } from '../ingestCounts'
import type { IngestLog } from '../ingestLog'
import { dialectOf, keepManifest, manifestState, type KnownFile } from './knownFile'
import { idsHash, isPlain, lengthOf, type ManifestBlock } from './manifest'
import { preparedBatches, type PreparedBatch } from '../prepareBatch'
import type { JudgedBatch, RecordWriter } from '../writeRecords'

/** As much of a file is looked at before any of it is written. */
const MOST_BYTES = 4 << 20

export interface DifferenceReading {
  readonly session: Session
  readonly pipeline: Pipeline
  readonly source: Source
  readonly hasher: RecordHasher
  readonly file: RecordFile
  readonly known: KnownFile
  readonly run: OpenRun
  readonly writer: RecordWriter
  readonly counts: IngestCounts
  readonly log: IngestLog
}

/**
 * Brings bronze in line with the file, and gives what the ingestion's state says of it. Undefined where only a reading of the
 * whole file can do that; then nothing was written. Throws `source-changed` where the file is replaced meanwhile.
 */
export async function readDifference(
  reading: DifferenceReading,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { file, known, source } = reading
  if (dialectOf(file, source) !== known.manifest.dialect) return undefined
  const difference = await differenceOf(file, known.manifest)
  const { gone, range } = difference
  if (gone.length === 0 && range.start === range.end) {
    reading.log.say('info', 'start', `${file.path} is as it was`)
    await keepAll(reading)
    return manifestState(known.seq)
  }
  if (!isPlain(known.manifest.counts)) return undefined
  if (range.end - range.start > MOST_BYTES || lengthOf(gone) > MOST_BYTES) return undefined
  const judged = await judgeRange(reading, difference)
  if (judged === undefined) return undefined
  const bytes = range.end - range.start
  reading.log.say(
    'info',
    'start',
    `only ${bytes} of ${file.size} bytes of ${file.path} are looked at again`,
  )
  return writeDifference(reading, difference, judged)
}

/** What could not be used the last time cannot be used now. */
async function keepAll({ session, known, run, counts }: DifferenceReading): Promise<void> {
  const { runId } = run
  const { known: unchanged, repeated, quarantined } = known.manifest.counts
  if (quarantined > 0)
    await session.transaction('write', async () => {
      await quarantineAgain(session, runId, known.manifest.runId)
      await growRun(session, runId, { applied: 0, failed: quarantined })
    })
  Object.assign(counts, { ...counts, unchanged, repeated, quarantined })
}

/** Undefined where records have gone or moved, or one cannot be used: then the others have to be known to tell what that means. */
async function judgeRange(
  { source, hasher, file, pipeline, writer }: DifferenceReading,
  { range, gone }: FileDifference,
): Promise<readonly JudgedBatch[] | undefined> {
  const judged: JudgedBatch[] = []
  try {
    const pages = pagesOf(file.blocks(range))
    for await (const batch of preparedBatches(pages, source, hasher, pipeline.batchSize)) {
      if (!isPlainBatch(batch)) return await giveUp(writer)
      judged.push(await writer.judge(batch))
    }
  } catch (error) {
    if (error instanceof NotAlignedError) return giveUp(writer)
    throw error
  }
  return hasThoseOf(gone, judged.flatMap(knownIds)) ? judged : giveUp(writer)
}

async function giveUp(writer: RecordWriter): Promise<undefined> {
  await writer.forgetSeen()
  return undefined
}

function isPlainBatch({ repeated, quarantined }: PreparedBatch): boolean {
  return isPlain({ repeated, quarantined: quarantined.length })
}

/** Ids of records that bronze has, in the order of the file. One that is there twice is among them twice. */
function knownIds({ batch, classes }: JudgedBatch): readonly string[] {
  return batch.records
    .filter((_, index) => !['new', 'returned'].includes(classes.get(index + 1) ?? 'same'))
    .map(({ id }) => id)
}

/** Whether the blocks had exactly these records, in this order. */
function hasThoseOf(blocks: readonly ManifestBlock[], ids: readonly string[]): boolean {
  let at = 0
  for (const { records, ids: digest } of blocks) {
    const own = ids.slice(at, at + records)
    if (own.length !== records || idsHash(own) !== digest) return false
    at += records
  }
  return at === ids.length
}

async function writeDifference(
  { session, source, file, run, writer, counts, known }: DifferenceReading,
  { before, after }: FileDifference,
  judged: readonly JudgedBatch[],
): Promise<Readonly<Record<string, string>>> {
  for (const one of judged) await writer.writeJudged(one)
  for (const { records } of [...before, ...after]) counts.unchanged += records
  if (counts.quarantined > 0) return {}
  const blocks = [...before, ...judged.flatMap(({ batch }) => batch.blocks), ...after]
  const { created, changed, unchanged } = counts
  await keepManifest(session, run, {
    dialect: dialectOf(file, source),
    found: known.manifest.found,
    blocks,
    counts: { known: created + changed + unchanged, repeated: 0, quarantined: 0 },
  })
  return manifestState(run.seq)
}
