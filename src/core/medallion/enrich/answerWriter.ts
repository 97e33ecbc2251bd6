/** Puts answers into bronze and what is known of them into the ledger. */
import { appendRows } from '../../apply/appendRows'
import type { LoadTarget } from '../../database/session'
import type { Quarantined } from '../../ledger/quarantine'
import { isUnreadable } from '../../source/records/source'
import { hashTarget } from '../ingest/adopt'
import type { IngestLog } from '../ingest/ingestLog'
import { VersionLoader, type Version, type VersionsOf } from '../ingest/versionLoader'
import { parseExactJson } from '../record/exactJson'
import type { RecordHasher } from '../record/recordHash'
import type { Answer } from './answers'
import type { EnrichCounts } from './enrichCounts'

export interface AnswerWriterOptions extends VersionsOf {
  readonly runId: string
  readonly hasher: RecordHasher
  readonly log: IngestLog
  /** Where a record was asked for, for people. */
  readonly locator: (id: string) => string
  readonly signal?: AbortSignal | undefined
}

interface AnsweredRecord extends Version {
  readonly isNew: boolean
}

export class AnswerWriter {
  private readonly loader: VersionLoader
  private readonly hashTarget: LoadTarget

  constructor(
    private readonly options: AnswerWriterOptions,
    private readonly counts: EnrichCounts,
  ) {
    this.loader = new VersionLoader(options)
    this.hashTarget = hashTarget(options.session)
  }

  async write(answers: readonly Answer[]): Promise<void> {
    const records: AnsweredRecord[] = []
    const quarantined: Quarantined[] = []
    /** Those of which nothing has to be written but that they were asked for. */
    const asBefore: AnsweredRecord[] = []
    const nothing: string[] = []
    for (const { wanted, item, fault } of answers) {
      const { id, hash: known } = wanted
      if (fault !== undefined) quarantined.push(this.kept(id, fault))
      else if (item === undefined) nothing.push(id)
      else if (isUnreadable(item)) quarantined.push(this.kept(id, item, item.raw))
      else {
        const hash = this.options.hasher.hash(parseExactJson(item.json))
        const record = { id, json: item.json, hash, isNew: known === undefined }
        if (hash === known) asBefore.push(record)
        else records.push(record)
      }
    }
    await this.append(records, quarantined)
    await this.remember(asBefore, nothing)
  }

  private async append(
    records: readonly AnsweredRecord[],
    quarantined: readonly Quarantined[],
  ): Promise<void> {
    const { session, runId, signal, log, source } = this.options
    const refused = new Set<string>()
    const growth = await appendRows(session, records, quarantined, {
      runId,
      signal,
      load: (items) => this.loader.load(items),
      refused: ({ id, json }, { sqlState, message }) => {
        refused.add(id)
        return this.kept(id, { code: sqlState, message }, json)
      },
    })
    this.counts.quarantined += growth.failed
    for (const { id, isNew } of records) {
      if (refused.has(id)) continue
      this.counts[isNew ? 'created' : 'changed']++
      log.record(isNew ? 'new' : 'changed', `${source} ${id}`)
    }
    for (const { locator, message } of quarantined) log.record('failed', `${locator}: ${message}`)
  }

  /** An answer of which there is no new version is kept as a hash under this run; nothing at all as none. */
  private async remember(
    asBefore: readonly AnsweredRecord[],
    nothing: readonly string[],
  ): Promise<void> {
    const { session, stream, seq } = this.options
    const rows = [
      ...asBefore.map(({ id, hash }) => [stream, id, seq, `\\x${hash}`]),
      ...nothing.map((id) => [stream, id, seq, null]),
    ]
    if (rows.length === 0) return
    await session.transaction('write', () => session.loadRows({ ...this.hashTarget, rows }))
    this.counts.unchanged += asBefore.length
    this.counts.missing += nothing.length
  }

  private kept(
    id: string,
    { code, message }: { readonly code: string; readonly message: string },
    raw: string | null = null,
  ): Quarantined {
    const { source, locator } = this.options
    return { stage: 'enrich', source, locator: locator(id), externalId: id, code, message, raw }
  }
}
