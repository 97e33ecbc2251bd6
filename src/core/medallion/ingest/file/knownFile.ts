/** What the ledger knows of a file from its last complete reading. */
import type { Session } from '../../../database/session'
import type { Ingestion } from '../../../ledger/ingestions'
import { readManifest, writeManifest } from '../../../ledger/manifests'
import type { RecordFile } from '../../../source/records/source'
import type { Source } from '../../definition/pipeline'
import type { OpenRun } from '../../run/medallionRun'
import type { Manifest } from './manifest'

/** A manifest that says what bronze has of the file now. */
export interface KnownFile {
  readonly manifest: Manifest
  /** The ingestion that has written it. */
  readonly seq: string
}

/** What the state of an ingestion says of the manifest that its file was equal to. */
const STATE = 'manifest'

export function manifestState(seq: string): Readonly<Record<string, string>> {
  return { [STATE]: seq }
}

/** Undefined where something else has been ingested since, or taken back, or where other members count now. */
export async function findKnownFile(
  session: Session,
  { stream, earlier }: OpenRun,
  fingerprint: string,
): Promise<KnownFile | undefined> {
  const last = earlier.find(({ undone }) => !undone)
  const seq = last?.state[STATE]
  if (last?.completed !== true || last.fingerprint !== fingerprint || typeof seq !== 'string')
    return undefined
  const stored = await readManifest(session, stream)
  if (stored?.seq !== seq) return undefined
  const manifest = JSON.parse(stored.manifest) as Manifest
  const undone = undoneBefore(earlier, seq)
  return undone.join() === manifest.undone.join() ? { manifest, seq } : undefined
}

export async function keepManifest(
  session: Session,
  { stream, seq, earlier, runId }: OpenRun,
  facts: Omit<Manifest, 'runId' | 'undone'>,
): Promise<void> {
  const manifest: Manifest = { ...facts, runId, undone: undoneBefore(earlier, seq) }
  await writeManifest(session, stream, { seq, manifest: JSON.stringify(manifest) })
}

/** What an ingestion of that number has passed over, if it was so at that time. */
function undoneBefore(earlier: readonly Ingestion[], seq: string): readonly string[] {
  return earlier.filter((one) => one.undone && BigInt(one.seq) < BigInt(seq)).map((one) => one.seq)
}

/** What records of the file depend on besides its bytes and what is significant in them. */
export function dialectOf({ dialect }: RecordFile, { id, vanished }: Source): string {
  return JSON.stringify([dialect, id, vanished])
}
