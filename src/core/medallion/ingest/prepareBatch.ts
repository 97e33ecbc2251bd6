/** Records of a source on their way into bronze: parsed, named and hashed, a batch at a time. */
import type { Quarantined } from '../../ledger/quarantine'
import {
  isUnreadable,
  type SourceItem,
  type SourcePage,
  type SourceRecord,
} from '../../source/records/source'
import { Pauses } from '../../util/pauses'
import type { Source } from '../definition/pipeline'
import type { RecordHasher } from '../record/recordHash'
import { RecordReader } from '../record/recordReader'
import { idsHash, type ManifestBlock } from './file/manifest'

export interface PreparedRecord {
  readonly id: string
  readonly json: string
  /** Hexadecimal digits. */
  readonly hash: string
  readonly locator: string
}

export interface PreparedBatch {
  readonly records: readonly PreparedRecord[]
  readonly quarantined: readonly Quarantined[]
  /** Records that the batch has once more, as they are. */
  readonly repeated: number
  /** Records of which not even the id is known; they are quarantined, too. */
  readonly unreadable: number
  /** Where a later reading can go on after this batch. */
  readonly checkpoint: string | undefined
  /** Of a file, those that end with it. */
  readonly blocks: readonly ManifestBlock[]
}

/** Cuts pages into batches of `size` items and prepares them. */
export async function* preparedBatches(
  pages: AsyncIterable<SourcePage>,
  source: Source,
  hasher: RecordHasher,
  size: number,
): AsyncGenerator<PreparedBatch> {
  const preparation = new BatchPreparation(source, hasher, size)
  for await (const page of pages) yield* preparation.add(page)
  yield* preparation.rest()
}

class BatchPreparation {
  private batch = emptyBatch()
  private taken = 0
  /** Of the block whose items are taken. */
  private ids: string[] = []
  private readonly reader: RecordReader
  private readonly pauses = new Pauses()

  constructor(
    private readonly source: Source,
    hasher: RecordHasher,
    private readonly size: number,
  ) {
    this.reader = new RecordReader(source.id, hasher)
  }

  async *add({ items, checkpoint, block }: SourcePage): AsyncGenerator<PreparedBatch> {
    for (const item of items) {
      if (this.isFull) yield this.end()
      this.take(item)
      if (this.pauses.due) await this.pauses.pause()
    }
    if (block !== undefined) this.endBlock(block)
    if (checkpoint !== undefined) this.batch.checkpoint = checkpoint
    // The next page may never come.
    if (this.isFull) yield this.end()
  }

  private get isFull(): boolean {
    return this.taken === this.size
  }

  *rest(): Generator<PreparedBatch> {
    if (this.taken > 0 || this.batch.blocks.length > 0) yield this.end()
  }

  private end(): PreparedBatch {
    const { records, ...batch } = this.batch
    this.batch = emptyBatch()
    this.taken = 0
    return { ...batch, records: [...records.values()] }
  }

  private endBlock({ length, lines, hash }: NonNullable<SourcePage['block']>): void {
    const { ids } = this
    this.ids = []
    const records = ids.length
    const digest = hash.toString('base64')
    this.batch.blocks.push({ length, lines, hash: digest, records, ids: idsHash(ids) })
  }

  private take(item: SourceItem): void {
    const { source, batch } = this
    this.taken++
    if (isUnreadable(item)) {
      batch.unreadable++
      batch.quarantined.push(kept(source.name, item, item))
      return
    }
    const record = this.read(item)
    if ('code' in record) {
      batch.quarantined.push(record)
      return
    }
    const earlier = batch.records.get(record.id)
    if (earlier === undefined) {
      batch.records.set(record.id, record)
      this.ids.push(record.id)
    } else if (earlier.hash === record.hash) batch.repeated++
    else batch.quarantined.push(conflictingRecord(source.name, record, earlier.locator))
  }

  private read(record: SourceRecord): PreparedRecord | Quarantined {
    const { json, locator } = record
    const found = this.reader.read(record)
    if ('fault' in found)
      return kept(this.source.name, { locator, raw: json }, { code: 'no-id', message: found.fault })
    return { id: found.id, json, hash: found.hash, locator }
  }
}

function emptyBatch() {
  return {
    records: new Map<string, PreparedRecord>(),
    quarantined: [] as Quarantined[],
    repeated: 0,
    unreadable: 0,
    checkpoint: undefined as string | undefined,
    blocks: [] as ManifestBlock[],
  }
}

/** Two versions of one record in one reading: nobody can say which is right, so that the first stays. */
export function conflictingRecord(
  source: string,
  { id, json, locator }: PreparedRecord,
  earlier?: string,
): Quarantined {
  const where = earlier === undefined ? 'earlier in this reading' : `at ${earlier}`
  const message = `the id "${id}" is taken by another record ${where}`
  return kept(source, { locator, raw: json }, { code: 'duplicate-id', message }, id)
}

/** A record that the database refuses. */
export function refusedRecord(
  source: string,
  { id, json, locator }: PreparedRecord,
  { sqlState, message }: { readonly sqlState: string; readonly message: string },
): Quarantined {
  return kept(source, { locator, raw: json }, { code: sqlState, message }, id)
}

function kept(
  source: string,
  { locator, raw }: { readonly locator: string; readonly raw: string },
  { code, message }: { readonly code: string; readonly message: string },
  externalId: string | null = null,
): Quarantined {
  return { stage: 'ingest', source, locator, externalId, code, message, raw }
}
