/** Hashes of records that have none that counts: those of users' own scripts, and all where what is significant has changed. */
import type { LoadTarget, Session } from '../../database/session'
import { textOf } from '../../database/session'
import { list, sql, tableRef, type Sql } from '../../database/sql'
import type { TableName } from '../../database/table'
import { beginIngestion, readIngestions, type Ingestion } from '../../ledger/ingestions'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Source } from '../definition/pipeline'
import { parseExactJson } from '../record/exactJson'
import type { RecordHasher } from '../record/recordHash'
import { foreignRuns, type PipelinePlace } from '../store/foreignRuns'

export interface Adoption {
  readonly session: Session
  readonly bronze: TableName
  readonly pipeline: PipelinePlace
  readonly source: Pick<Source, 'name'>
  readonly hasher: RecordHasher
  readonly stream: string
}

/**
 * Brings the hashes of a stream in line with its bronze, before anything is compared with them. Mostly there is nothing to do. Each
 * version is hashed once, and never again while the same members are significant.
 */
export async function adoptRecords(adoption: Adoption): Promise<void> {
  const { session, stream, hasher } = adoption
  const known = await readIngestions(session, stream)
  const isStale = known.some(({ fingerprint }) => fingerprint !== hasher.fingerprint)
  const foreign = await endedForeignRuns(adoption, known)
  for (const ingestionRunId of foreign)
    await beginIngestion(session, {
      ...{ stream, ingestionRunId, runId: null, fingerprint: hasher.fingerprint },
    })
  if (!isStale && foreign.length === 0) return
  const all = await readIngestions(session, stream)
  const wanted = isStale ? all : all.filter((one) => foreign.includes(one.ingestionRunId))
  await session.transaction('write', async () => {
    if (isStale) await forgetHashes(adoption)
    await hashVersions(adoption, wanted)
  })
}

/** Runs of others whose records have no hashes yet, the first one first. */
export async function endedForeignRuns(
  { session, pipeline, source }: Omit<Adoption, 'stream'>,
  known: readonly Ingestion[],
): Promise<readonly string[]> {
  const others = await foreignRuns(session, pipeline, [source], known)
  // What goes on still adds records.
  return others.filter(({ status }) => status !== 'running').map(({ id }) => id)
}

async function forgetHashes({ session, hasher, stream }: Adoption): Promise<void> {
  const { contentHashes, ingestions, integer } = ledgerSql(session)
  await session.execute(
    sql`delete from ${contentHashes} where stream = ${integer(stream)} and hash is not null`,
  )
  await session.execute(
    sql`update ${ingestions} set fingerprint = ${hasher.fingerprint} where stream = ${integer(stream)}`,
  )
}

/** Hashes the versions of some ingestions that have no hash. Gives their number. */
export async function hashVersions(
  adoption: Adoption,
  ingestions: readonly Ingestion[],
  which?: Sql,
): Promise<number> {
  const { session, stream } = adoption
  const seqs = new Map(ingestions.map(({ ingestionRunId, seq }) => [ingestionRunId, seq]))
  const target = hashTarget(session)
  let hashed = 0
  for await (const versions of hashedVersions(adoption, [...seqs.keys()], which)) {
    hashed += versions.length
    const rows = versions.map(({ id, ingestionRunId, hash }) => {
      const seq = seqs.get(ingestionRunId) ?? null
      return [stream, id, seq, `\\x${hash}`]
    })
    await session.loadRows({ ...target, rows })
  }
  return hashed
}

/** A record as a run has left it in bronze. */
export interface HashedVersion {
  readonly id: string
  readonly ingestionRunId: string
  /** Hexadecimal digits. */
  readonly hash: string
}

/** The records that some runs have put into bronze, hashed. To be called in a transaction. */
export async function* hashedVersions(
  { session, bronze, pipeline, source, hasher }: Omit<Adoption, 'stream'>,
  ingestionRunIds: readonly string[],
  which: Sql = sql``,
): AsyncGenerator<readonly HashedVersion[]> {
  const { text } = ledgerSql(session)
  const versions = sql`
select external_id, ${text(sql`ingestion_run_id`)} as run_id, ${text(sql`raw_data`)} as record
from ${tableRef(bronze)}
where entity_type = ${pipeline.entity} and source_system = ${source.name}
  and ingestion_run_id in (${list(ingestionRunIds.map((id) => sql`${id}`))}) ${which}
order by external_id, ingestion_run_id, ingested_at desc`
  let last = ''
  for await (const rows of session.readPages(versions)) {
    // Of a run that has written a record twice, the later one counts.
    const firsts = rows.filter((row) => {
      const place = JSON.stringify([row['external_id'], row['run_id']])
      const isFirst = place !== last
      last = place
      return isFirst
    })
    yield firsts.map((row) => ({
      id: textOf(row, 'external_id'),
      ingestionRunId: textOf(row, 'run_id'),
      hash: hasher.hash(parseExactJson(textOf(row, 'record'))),
    }))
  }
}

/** Where hashes are put. */
export function hashTarget(session: Session): LoadTarget {
  return {
    table: ledgerSql(session).contentHashes,
    columns: [
      { name: 'stream', castType: 'integer' },
      { name: 'external_id', castType: 'text' },
      { name: 'seq', castType: 'bigint' },
      { name: 'hash', castType: 'bytea' },
    ],
  }
}
