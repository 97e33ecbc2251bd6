/**
 * Batches that are on some of bronze's servers only. Servers commit one after another, and the one with the ledger comes last: where
 * one fails between, records are in bronze of which the ledger knows nothing.
 */
import { sql } from '../../database/sql'
import type { Table } from '../../database/table'
import { growRun } from '../../ledger/growRun'
import { keepIngestionState, readIngestions, type Ingestion } from '../../ledger/ingestions'
import { ledgerSql } from '../../ledger/ledgerSql'
import { findRunById } from '../../ledger/runs'
import { closeAgain } from '../run/closeAgain'
import { adoptRecords, hashVersions, type Adoption } from './adopt'

type AdoptionAll = Adoption & { readonly bronze: Table }

/** Brings the hashes of a stream in line with its bronze: those of others' records, and those that a commit has left behind. */
export async function adoptAll(adoption: AdoptionAll): Promise<void> {
  await adoptRecords(adoption)
  await adoptHalves(adoption)
}

/**
 * Makes such records those of their run: they are not written again, and an undo of the run takes them back. Looks at runs since the
 * last one that came to its end, which has done it for those before.
 */
async function adoptHalves(adoption: AdoptionAll): Promise<void> {
  const { session, stream, bronze } = adoption
  if (bronze.elsewhere === undefined) return
  const ingestions = await readIngestions(session, stream)
  const end = ingestions.findIndex(({ completed }) => completed)
  const since = end < 0 ? ingestions : ingestions.slice(0, end)
  for (const ingestion of since) {
    const { runId, closed, undone } = ingestion
    if (runId !== null && closed && !undone) await adoptHalf(adoption, ingestion, runId)
  }
}

async function adoptHalf(adoption: Adoption, ingestion: Ingestion, runId: string): Promise<void> {
  const { session } = adoption
  const { contentHashes, integer } = ledgerSql(session)
  const unknown = sql`and not exists (
  select 1 from ${contentHashes} h
  where h.stream = ${integer(ingestion.stream)} and h.seq = ${integer(ingestion.seq)} and h.external_id = raw_entities.external_id)`
  const adopted = await session.transaction('write', async () => {
    const hashed = await hashVersions(adoption, [ingestion], unknown)
    if (hashed > 0) {
      await growRun(session, runId, { applied: hashed, failed: 0 })
      await keepIngestionState(session, ingestion.seq, { ...ingestion.state, adopted: true })
    }
    return hashed
  })
  if (adopted === 0) return
  const message = `${adopted} records were on their server when the run stopped, and are counted now`
  await closeAgain(session, runId, await findRunById(session, runId), message)
}
