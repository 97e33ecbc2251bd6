/** Reads a source to its end, without a session: what it has may take long to come. */
import type { Quarantined } from '../../../ledger/quarantine'
import { LineFile, linesOf } from '../../../source/lineFile'
import type { RecordSource } from '../../../source/records/source'
import { throttleProgress, type WorkOptions } from '../../../util/progress'
import { throwIfAborted } from '../../../util/errors'
import type { Source } from '../../definition/pipeline'
import type { RecordHasher } from '../../record/recordHash'
import { limited } from '../limited'
import { preparedBatches } from '../prepareBatch'
import type { VersionLines } from './versionLines'

export interface SourceReading {
  /** Records that were read, those that cannot be used among them. */
  readonly read: number
  readonly repeated: number
  readonly quarantined: number
  /** Records of which nobody knows which they are. */
  readonly unreadable: number
  /** Nothing of the source was left out. */
  readonly complete: boolean
  /** What the next reading wants to be told. */
  readonly facts: Readonly<Record<string, string>>
  /** What cannot be used, once. */
  kept(): AsyncGenerator<Quarantined>
}

export interface ReadingOptions extends WorkOptions {
  /** Reads no more records than these. */
  readonly limit?: number | undefined
  /** Only some of the source's records are read: nothing is known of the others. */
  readonly isPart?: boolean | undefined
}

/** Records at a time. */
const BATCH = 1000

/** Puts the records with `lines`, and what is no record aside. `folder` takes files, which are its owner's to delete. */
export async function readSource(
  opened: RecordSource,
  source: Source,
  { hasher, lines, folder }: { hasher: RecordHasher; lines: VersionLines; folder: string },
  { limit, isPart, signal, onProgress }: ReadingOptions,
): Promise<SourceReading> {
  const kept = new LineFile(folder)
  const report = throttleProgress(onProgress)
  const counts = { read: 0, repeated: 0, quarantined: 0, unreadable: 0 }
  const pages = limited(opened.pages(), limit)
  for await (const batch of preparedBatches(pages.items, source, hasher, BATCH)) {
    throwIfAborted(signal)
    for (const record of batch.records) {
      const full = lines.addRecord(record)
      if (full !== undefined) await full
    }
    for (const one of batch.quarantined) await kept.add(JSON.stringify(one))
    counts.read += batch.records.length + batch.quarantined.length + batch.repeated
    counts.repeated += batch.repeated
    counts.quarantined += batch.quarantined.length
    counts.unreadable += batch.unreadable
    report(() => ({ message: `${source.name}: ${counts.read} read`, done: counts.read }))
  }
  const state = opened.state?.()
  return {
    ...counts,
    complete: isPart !== true && !pages.wasCut() && state?.unchanged !== true,
    facts: state?.facts ?? {},
    kept: () => readKept(kept),
  }
}

async function* readKept(file: LineFile): AsyncGenerator<Quarantined> {
  for await (const line of linesOf(file)) yield JSON.parse(line) as Quarantined
}
