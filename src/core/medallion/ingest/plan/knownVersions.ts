/** What the ledger knows of a source's records, as it will be once records of others are adopted. Only reads. */
import { textOf, textOrNull, type Session } from '../../../database/session'
import { list, sql, type Sql } from '../../../database/sql'
import {
  findStream,
  keepsIngestions,
  readIngestions,
  type Ingestion,
} from '../../../ledger/ingestions'
import { ledgerSql } from '../../../ledger/ledgerSql'
import type { Pipeline, Source } from '../../definition/pipeline'
import type { RecordHasher } from '../../record/recordHash'
import { medallionSql } from '../../store/medallionSql'
import { bronzeTable, missingTables } from '../../store/tables'
import { endedForeignRuns, hashedVersions } from '../adopt'
import type { VersionLines } from './versionLines'

/** A source as a session finds it. */
export interface KnownSource {
  readonly session: Session
  readonly pipeline: Pipeline
  readonly source: Source
  readonly hasher: RecordHasher
}

export interface KnownStream {
  /** Undefined where nothing was ever ingested from it. */
  readonly stream: string | undefined
  readonly ingestions: readonly Ingestion[]
  /** Runs of others that are not adopted yet. */
  readonly foreign: readonly string[]
  /** Other members were significant when the hashes were made. */
  readonly isStale: boolean
  /** Tables that the first run makes. */
  readonly missing: readonly string[]
}

export async function readKnownStream(known: KnownSource): Promise<KnownStream> {
  const { session, pipeline, source, hasher } = known
  const { entity, target } = pipeline
  const missing = await missingTables(session, target.layers)
  const stream = (await keepsIngestions(session))
    ? await findStream(session, entity, source.name)
    : undefined
  const ingestions = stream === undefined ? [] : await readIngestions(session, stream)
  const bronze = bronzeTable(target.layers)
  const foreign = missing.length > 0 ? [] : await endedForeignRuns({ ...known, bronze }, ingestions)
  const isStale = ingestions.some(({ fingerprint }) => fingerprint !== hasher.fingerprint)
  return { stream, ingestions, foreign, isStale, missing }
}

/** Whether anything of the source is known: else nothing of it can have vanished. */
export function isFirstReading({ ingestions, foreign }: KnownStream): boolean {
  return foreign.length === 0 && ingestions.every(({ undone }) => undone)
}

/** What the last complete reading of the source ended with. */
export function previousReading(
  { ingestions }: KnownStream,
  { fingerprint }: RecordHasher,
): Readonly<Record<string, string>> | undefined {
  const last = ingestions.find(({ completed, undone }) => completed && !undone)
  if (last?.fingerprint !== fingerprint) return undefined
  return last.state['source'] as Readonly<Record<string, string>> | undefined
}

/** The ingestions by the numbers that they have, or will have; those of undone runs do not count. */
export function ingestionNumbers({
  ingestions,
  foreign,
}: KnownStream): ReadonlyMap<string, string> {
  const counting = ingestions.filter(({ undone }) => !undone)
  const last = counting.reduce((most, { seq }) => (BigInt(seq) > most ? BigInt(seq) : most), 0n)
  return new Map([
    ...counting.map(({ ingestionRunId, seq }) => [ingestionRunId, seq] as const),
    ...foreign.map((id, index) => [id, String(last + BigInt(index) + 1n)] as const),
  ])
}

/** Puts all versions that count with `lines`. To be called in a transaction. */
export async function addKnownVersions(
  known: KnownSource,
  stream: KnownStream,
  lines: VersionLines,
): Promise<void> {
  if (stream.stream !== undefined) await addHashes(known.session, stream.stream, stream, lines)
  const numbers = ingestionNumbers(stream)
  const notHashed = stream.isStale ? [...numbers.keys()] : stream.foreign
  if (notHashed.length === 0) return
  const bronze = bronzeTable(known.pipeline.target.layers)
  for await (const versions of hashedVersions({ ...known, bronze }, notHashed))
    for (const { id, ingestionRunId, hash } of versions)
      await lines.addKnown(id, { seq: numbers.get(ingestionRunId) ?? '0', hash })
}

async function addHashes(
  session: Session,
  number: string,
  { ingestions, isStale }: KnownStream,
  lines: VersionLines,
): Promise<void> {
  const { contentHashes, text, integer } = ledgerSql(session)
  const undone = ingestions.filter((one) => one.undone).map(({ seq }) => integer(seq))
  const conditions: readonly Sql[] = [
    ...(undone.length === 0 ? [] : [sql` and seq not in (${list(undone)})`]),
    // Hashes of other members mean nothing; that a record is gone does.
    ...(isStale ? [sql` and hash is null`] : []),
  ]
  const query = sql`
select external_id, ${text(sql`seq`)} as seq, ${medallionSql(session).hexOf(sql`hash`)} as hash
from ${contentHashes}
where stream = ${integer(number)}${sql.join(conditions, sql``)}`
  for await (const rows of session.readPages(query))
    for (const row of rows) {
      const version = { seq: textOf(row, 'seq'), hash: textOrNull(row, 'hash') }
      const full = lines.addKnown(textOf(row, 'external_id'), version)
      if (full !== undefined) await full
    }
}
