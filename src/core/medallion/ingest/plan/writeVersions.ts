/** Puts the planned versions into bronze, and their hashes into the ledger: those of records that are as the plan saw them. */
import { isDatabaseError, type DatabaseError } from '../../../database/errors'
import { textOf, textOrNull, type Session } from '../../../database/session'
import { displayTable } from '../../../database/table'
import { retryTransient } from '../../../apply/retry'
import { Throttle } from '../../../apply/throttle'
import { journalLeftOut, type Drift } from '../../../ledger/journal'
import { readIngestions } from '../../../ledger/ingestions'
import { quarantineRecords } from '../../../ledger/quarantine'
import { countBatch, findRunOfPlan, type BatchCounts } from '../../../ledger/runs'
import type { Change } from '../../../plan/plan'
import { throttleProgress } from '../../../util/progress'
import { executeAll } from '../../silver/executeAll'
import { medallionSql } from '../../store/medallionSql'
import { refusedRecord } from '../prepareBatch'
import { VersionLoader } from '../versionLoader'
import type { ApplyIngestionOptions, PlannedRun } from './applyIngestion'
import { readVersions } from './latestRecords'

/** Changes of a transaction, and characters of their records that end one early. */
const AT_ONCE = 1000
const CHARACTERS = 4 << 20

interface Planned {
  readonly ordinal: number
  readonly change: Change
}

/** Applies the changes that have no outcome yet. Throws `DatabaseError` where the error is not about data. */
export async function writeVersions(
  run: PlannedRun,
  options: ApplyIngestionOptions,
): Promise<void> {
  const { session, file } = run
  const { changes: total } = file.plan
  const from = (await findRunOfPlan(session, file.plan.id))?.nextOrdinal ?? 0
  const writer = new VersionWriter(run, options.signal)
  const throttle = new Throttle(session, options)
  const report = throttleProgress(options.onProgress)
  let done = from
  for await (const batch of batches(run, from, batchSize(options))) {
    await throttle.pass(batch.length)
    await writer.write(batch)
    done += batch.length
    report(() => ({ message: `${run.facts.sourceSystem}: ${done} of ${total}`, done, total }))
  }
}

function batchSize({ maxRate }: ApplyIngestionOptions): number {
  return maxRate === undefined ? AT_ONCE : Math.max(1, Math.min(AT_ONCE, Math.ceil(maxRate / 4)))
}

async function* batches(
  { file }: PlannedRun,
  from: number,
  size: number,
): AsyncGenerator<readonly Planned[]> {
  // What was kept besides counts, too: see `finishIngestion`.
  if (from >= file.plan.changes) return
  let ordinal = from
  let batch: Planned[] = []
  let characters = 0
  for await (const change of file.changes(from)) {
    batch.push({ ordinal: ordinal++, change })
    characters += recordOf(change).json.length
    if (batch.length < size && characters < CHARACTERS) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}

class VersionWriter {
  private readonly loader: VersionLoader

  constructor(
    private readonly run: PlannedRun,
    private readonly signal: AbortSignal | undefined,
  ) {
    const { session, bronze, facts, meta, stream, seq } = run
    const { entity, sourceSystem: source } = facts
    const { ingestionRunId } = meta
    this.loader = new VersionLoader({
      session,
      bronze,
      entity,
      source,
      ingestionRunId,
      stream,
      seq,
    })
  }

  /** Whole, or by halves where the database refuses a record: a batch has few of those, if any. */
  async write(batch: readonly Planned[]): Promise<void> {
    const { session } = this.run
    const inTransaction = (work: () => Promise<BatchCounts>) =>
      retryTransient(
        () =>
          session.transaction('write', async () =>
            countBatch(session, this.run.runId, await work()),
          ),
        this.signal,
      )
    try {
      return await inTransaction(() => this.append(batch))
    } catch (error) {
      if (!isDatabaseError(error, 'data')) throw error
      const [only] = batch
      if (only !== undefined && batch.length === 1)
        return inTransaction(() => this.keepRefused(only, error))
    }
    const middle = batch.length >> 1
    await this.write(batch.slice(0, middle))
    await this.write(batch.slice(middle))
  }

  private async append(batch: readonly Planned[]): Promise<BatchCounts> {
    const { session, runId, bronze } = this.run
    const known = await latestHashes(this.run, batch)
    const isAsPlanned = ({ change }: Planned, index: number) =>
      (known[index]?.hash ?? null) === (change.version?.known ?? null)
    const fresh = batch.filter(isAsPlanned).map(({ change }) => recordOf(change))
    const drifted = batch.flatMap((one, index) =>
      isAsPlanned(one, index) ? [] : [{ ...one, seq: known[index]?.seq }],
    )
    if (fresh.length > 0) await this.loader.load(fresh)
    const place = { runId, tableName: displayTable(bronze) }
    if (drifted.length > 0)
      await journalLeftOut(session, place, await withActual(this.run, drifted))
    return { applied: fresh.length, drifted: drifted.length, failed: 0 }
  }

  /** Kept in the quarantine, as that of any ingestion, and in the journal, as that of any plan. */
  private async keepRefused(
    { ordinal, change }: Planned,
    { sqlState, message }: DatabaseError,
  ): Promise<BatchCounts> {
    const { session, facts, runId, bronze } = this.run
    const record = { ...recordOf(change), locator: change.version?.locator ?? '' }
    const kept = refusedRecord(facts.sourceSystem, record, { sqlState, message })
    await quarantineRecords(session, runId, [kept])
    const failure = { change, ordinal, error: { code: sqlState, message } }
    await journalLeftOut(session, { runId, tableName: displayTable(bronze) }, [failure])
    return { applied: 0, drifted: 0, failed: 1 }
  }
}

interface KnownNow {
  readonly seq: string
  readonly hash: string | null
}

/** By position in the batch. */
async function latestHashes(
  { session, stream, undone }: PlannedRun,
  batch: readonly Planned[],
): Promise<readonly (KnownNow | undefined)[]> {
  const ids = batch.map(({ change }) => recordOf(change).id)
  const rows = await latestRows(session, { ids, stream, undone })
  const found = new Map(rows.map(({ position, ...known }) => [position, known]))
  return batch.map((_, index) => found.get(index + 1))
}

/** Of the records that the stream has; positions are from 1. */
export async function latestRows(
  session: Session,
  given: {
    readonly ids: readonly string[]
    readonly stream: string
    readonly undone: readonly string[]
  },
): Promise<readonly (KnownNow & { readonly position: number })[]> {
  const rows = await executeAll(session, medallionSql(session).latestHashes(given))
  return rows.map((row) => ({
    position: Number(textOf(row, 'position')),
    seq: textOf(row, 'seq'),
    hash: textOrNull(row, 'hash'),
  }))
}

/** With the version that is there now. */
async function withActual(
  { session, stream, facts }: PlannedRun,
  drifted: readonly (Planned & { readonly seq: string | undefined })[],
): Promise<readonly Drift[]> {
  const known = await readIngestions(session, stream)
  const ingestions = new Map(known.map((one) => [one.seq, one.ingestionRunId]))
  const wanted = drifted.flatMap(({ change, seq = '' }) => {
    const ingestionRunId = ingestions.get(seq)
    return ingestionRunId === undefined ? [] : [{ id: recordOf(change).id, ingestionRunId }]
  })
  const place = { entity: facts.entity, target: { layers: facts.layers } }
  const records = await readVersions(session, place, facts.sourceSystem, wanted)
  return drifted.map(({ change, ordinal }) => {
    const record = records.get(recordOf(change).id)
    return { change, ordinal, actual: record === undefined ? null : { raw_data: record } }
  })
}

/** What a change writes. */
function recordOf({ key, after, version }: Change) {
  const [id, json, hash] = [key['external_id'], after['raw_data'], version?.hash]
  if (typeof id !== 'string' || typeof json !== 'string' || typeof hash !== 'string')
    throw new Error('a change of an ingestion has no record')
  return { id, json, hash }
}
