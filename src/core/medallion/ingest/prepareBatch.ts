/** Records of a source on their way into bronze: parsed, named and hashed, a batch at a time. */
import type { Quarantined } from '../../ledger/quarantine'
import { isUnreadable, type SourceItem, type SourcePage } from '../../source/records/source'
import type { Source } from '../definition/pipeline'
import { parseExactJson } from '../record/exactJson'
import type { RecordHasher } from '../record/recordHash'
import { idReader } from '../record/recordId'

export interface PreparedRecord {
  readonly id: string
  readonly json: string
  /** As bytes are printed: `\x` and hexadecimal digits. */
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
}

/** Cuts pages into batches of `size` items and prepares them. */
export async function* preparedBatches(
  pages: AsyncIterable<SourcePage>,
  source: Source,
  hasher: RecordHasher,
  size: number,
): AsyncGenerator<PreparedBatch> {
  const prepare = new BatchPreparation(source, hasher)
  for await (const { items, checkpoint } of pages) {
    for (let start = 0; start < items.length; start += size) {
      const part = items.slice(start, start + size)
      const isLast = start + size >= items.length
      yield* prepare.add(part, size, isLast ? checkpoint : undefined)
    }
  }
  yield* prepare.end()
}

class BatchPreparation {
  private items: SourceItem[] = []
  private checkpoint: string | undefined
  private readonly idOf: ReturnType<typeof idReader>

  constructor(
    private readonly source: Source,
    private readonly hasher: RecordHasher,
  ) {
    this.idOf = idReader(source.id)
  }

  /** Small pages are put together; a page is never split over batches with what came before it. */
  *add(
    items: readonly SourceItem[],
    size: number,
    checkpoint: string | undefined,
  ): Generator<PreparedBatch> {
    if (this.items.length + items.length > size) yield* this.end()
    this.items.push(...items)
    this.checkpoint = checkpoint
  }

  *end(): Generator<PreparedBatch> {
    if (this.items.length === 0) return
    const batch = this.prepare(this.items)
    this.items = []
    yield batch
  }

  private prepare(items: readonly SourceItem[]): PreparedBatch {
    const records = new Map<string, PreparedRecord>()
    const quarantined: Quarantined[] = []
    let repeated = 0
    for (const item of items) {
      const record = isUnreadable(item) ? kept(this.source.name, item, item) : this.read(item)
      if ('code' in record) {
        quarantined.push(record)
        continue
      }
      const earlier = records.get(record.id)
      if (earlier === undefined) records.set(record.id, record)
      else if (earlier.hash === record.hash) repeated++
      else quarantined.push(conflictingRecord(this.source.name, record, earlier.locator))
    }
    const unreadable = items.filter(isUnreadable).length
    const { checkpoint } = this
    return { records: [...records.values()], quarantined, repeated, unreadable, checkpoint }
  }

  private read(item: Exclude<SourceItem, { readonly code: string }>): PreparedRecord | Quarantined {
    const { json, locator } = item
    const value = parseExactJson(json)
    const found = this.idOf(value)
    if ('fault' in found)
      return kept(this.source.name, { locator, raw: json }, { code: 'no-id', message: found.fault })
    const hash = `\\x${this.hasher.hash(value).toString('hex')}`
    return { id: found.id, json, hash, locator }
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
