/** Puts the records of one source into bronze: what is new and what has changed, and nothing else. */
import { isDatabaseError, type DatabaseError } from '../../database/errors'
import { textOf } from '../../database/session'
import { appendRows } from '../../apply/appendRows'
import { medallionSql } from '../store/medallionSql'
import type { IngestCounts } from './ingestCounts'
import type { IngestLog } from './ingestLog'
import type { Watermark } from './reading/watermark'
import {
  conflictingRecord,
  refusedRecord,
  type PreparedBatch,
  type PreparedRecord,
} from './prepareBatch'
import { VersionLoader, type VersionsOf } from './versionLoader'

/** What a record is to its stream. Those that are as they were have no class. */
export type RecordClass = 'new' | 'returned' | 'changed' | 'repeated' | 'conflicting'

export interface JudgedBatch {
  readonly batch: PreparedBatch
  /** By position, from 1. */
  readonly classes: ReadonlyMap<number, RecordClass>
}

export interface WriterOptions extends VersionsOf {
  readonly runId: string
  /** Ingestions of the stream whose runs were undone. */
  readonly undone: readonly string[]
  /** Nothing is known of the stream: every record is new, and the hashes themselves show which come twice. */
  readonly isFirst: boolean
  readonly log: IngestLog
  /** Of a source that is asked for what has changed. */
  readonly watermark?: Watermark | undefined
  readonly signal?: AbortSignal | undefined
}

export class RecordWriter {
  private readonly loader: VersionLoader
  private isFirst: boolean
  private hasSeen = false
  private unreadable = 0
  private refusals = 0

  constructor(
    private readonly options: WriterOptions,
    private readonly counts: IngestCounts,
  ) {
    this.isFirst = options.isFirst
    this.loader = new VersionLoader(options)
  }

  /** Of a first reading nothing can have vanished; every record of a later one has been seen by now, or has vanished. */
  get knowsWhatVanished(): boolean {
    return !this.options.isFirst
  }

  /** How many records were read of which nobody knows which they are. */
  get unreadableRecords(): number {
    return this.unreadable
  }

  /** How many records the database has refused, which may take them another time. */
  get refusedRecords(): number {
    return this.refusals
  }

  async write(batch: PreparedBatch): Promise<void> {
    this.counts.repeated += batch.repeated
    this.unreadable += batch.unreadable
    this.options.watermark?.add(batch.records)
    if (this.isFirst) {
      try {
        return await this.append(batch, batch.records, 'created')
      } catch (error) {
        // An id of an earlier batch once more: from here on it is looked up.
        if (!isDatabaseError(error, 'data') || error.facts.duplicate !== true) throw error
        this.isFirst = false
      }
    }
    return this.writeJudged(await this.judge(batch))
  }

  /** Finds out what the records are to their stream. Writes nothing, but remembers them as seen. */
  async judge(batch: PreparedBatch): Promise<JudgedBatch> {
    return { batch, classes: await this.classify(batch.records) }
  }

  /** Takes it back that records were seen. */
  async forgetSeen(): Promise<void> {
    await this.close()
    this.hasSeen = false
  }

  async writeJudged({ batch, classes }: JudgedBatch): Promise<void> {
    const of = (...wanted: RecordClass[]) =>
      batch.records.filter((_, index) => wanted.includes(classes.get(index + 1) ?? ('' as never)))
    const conflicting = of('conflicting').map((record) =>
      conflictingRecord(this.options.source, record),
    )
    this.counts.repeated += of('repeated').length
    this.counts.unchanged += batch.records.length - classes.size
    const all = { ...batch, quarantined: [...batch.quarantined, ...conflicting] }
    await this.append(all, of('new', 'returned'), 'created')
    await this.append({ ...all, quarantined: [] }, of('changed'), 'changed')
  }

  /** By position, from 1. */
  private async classify(
    records: readonly PreparedRecord[],
  ): Promise<ReadonlyMap<number, RecordClass>> {
    if (records.length === 0) return new Map()
    const { session, stream, seq, undone } = this.options
    const { classify } = medallionSql(session)
    await this.prepareSeen()
    const ids = records.map(({ id }) => id)
    const hashes = records.map(({ hash }) => `\\x${hash}`)
    const classes = new Map<number, RecordClass>()
    for (const statement of classify({ ids, hashes, stream, seq, undone })) {
      const { rows } = await session.execute(statement, { prepared: true })
      for (const row of rows)
        classes.set(Number(textOf(row, 'position')), textOf(row, 'class') as RecordClass)
    }
    return classes
  }

  private async prepareSeen(): Promise<void> {
    const { session } = this.options
    if (!this.hasSeen) await session.execute(medallionSql(session).createSeen)
    this.hasSeen = true
  }

  private async append(
    { quarantined }: PreparedBatch,
    records: readonly PreparedRecord[],
    as: 'created' | 'changed',
  ): Promise<void> {
    const { session, source, runId, signal, log } = this.options
    const growth = await appendRows(session, records, quarantined, {
      runId,
      signal,
      load: (items) => this.loader.load(items),
      refused: (record, error) => this.refused(record, error),
      isOther: (error) => this.isFirst && error.facts.duplicate === true,
    })
    this.counts[as] += growth.applied
    this.counts.quarantined += growth.failed
    for (const { id } of records.slice(0, 5))
      log.record(as === 'created' ? 'new' : 'changed', `${source} ${id}`)
    for (const { code, raw } of quarantined)
      if (code === 'duplicate-id' && raw !== null) this.options.watermark?.leaveOut(raw)
    for (const { locator, message } of quarantined.slice(0, 5))
      log.record('failed', `${locator}: ${message}`)
  }

  private refused(record: PreparedRecord, error: DatabaseError) {
    this.refusals++
    const kept = refusedRecord(this.options.source, record, error)
    this.options.log.record('failed', `${kept.locator}: ${kept.message}`)
    return kept
  }

  /** What of the stream was not seen, and how much of it there was. */
  async countVanished(): Promise<{ readonly vanished: number; readonly present: number }> {
    const { session, stream, undone } = this.options
    // A reading without any record has seen none.
    await this.prepareSeen()
    const { rows } = await session.execute(medallionSql(session).countVanished(stream, undone))
    const [row = {}] = rows
    return { vanished: Number(textOf(row, 'vanished')), present: Number(textOf(row, 'present')) }
  }

  async markVanished(): Promise<void> {
    const { session, stream, seq, undone } = this.options
    const { rowCount } = await session.transaction('write', () =>
      session.execute(medallionSql(session).markVanished(stream, seq, undone)),
    )
    this.counts.vanished += rowCount
  }

  /** Takes back what the session would otherwise keep. */
  async close(): Promise<void> {
    const { session } = this.options
    if (this.hasSeen) await session.execute(medallionSql(session).dropSeen).catch(() => undefined)
  }
}
