/**
 * The audit trail: who did what and when, from which version of which definition. Each entry holds the hash of the
 * one before, and the last entry of a run a digest of the rows that it wrote, so that whoever changes the ledger
 * later has to change every entry since, the last one's hash included, which may be kept elsewhere.
 */
import { textOf, type Session } from '../database/session'
import { sql } from '../database/sql'
import { canonicalJson, sha256 } from '../util/hash'
import { readLedgerVersion } from './ledgerSchema'
import { ledgerSql } from './ledgerSql'

export type AuditEvent = 'started' | 'resumed' | 'completed' | 'failed' | 'aborted' | 'undone'

export type AuditFacts = Readonly<Record<string, string | number | null>>

export interface AuditEntry {
  readonly entry: number
  readonly runId: string
  readonly event: AuditEvent
  /** As hashed: canonical JSON. `at` is the server's time, ISO 8601 in UTC. */
  readonly facts: AuditFacts
  readonly hash: string
}

/** What the audit trail cannot vouch for. */
export interface AuditFault {
  readonly entry: number
  readonly runId: string
  readonly message: string
}

export interface AuditReport {
  readonly entries: readonly AuditEntry[]
  readonly faults: readonly AuditFault[]
  /** The last entry's hash: kept elsewhere, it shows whether the end was cut off. Null without entries. */
  readonly head: string | null
}

/** The layout of the ledger since which there is an audit trail. */
const WITH_AUDIT = 2

const NOTHING_BEFORE = '0'.repeat(64)

/** Appends an entry; to be called in the transaction that does what it tells of. */
export async function appendAudit(
  session: Session,
  runId: string,
  event: AuditEvent,
  facts: AuditFacts,
): Promise<void> {
  const { audit, ledger, now, isoTime, text, integer } = ledgerSql(session)
  // Whoever holds the ledger's own row appends next.
  const { rows: clock } = await session.execute(
    sql`select ${isoTime(now)} as at_utc from ${ledger} for update`,
  )
  const { rows } = await session.execute(
    sql`select ${text(sql`audit_entries.entry`)} as entry, hash from ${audit} audit_entries order by audit_entries.entry desc limit 1`,
  )
  const entry = rows[0] === undefined ? 1 : Number(textOf(rows[0], 'entry')) + 1
  const previous = rows[0] === undefined ? NOTHING_BEFORE : textOf(rows[0], 'hash')
  const told = canonicalJson({ at: textOf(clock[0] ?? {}, 'at_utc'), ...facts })
  await session.execute(sql`
insert into ${audit} (entry, run_id, event, facts, previous, hash)
values (${integer(String(entry))}, ${runId}, ${event}, ${told}, ${previous},
  ${hashOf({ entry, runId, event, told, previous })})`)
}

/** A digest of every row that a run has journalled; two runs with the same digest wrote the same. */
export async function digestRows(session: Session, runId: string): Promise<string> {
  const { rows } = await session.execute(ledgerSql(session).rowDigests(runId))
  return sha256(rows.map((row) => textOf(row, 'digest')).join(''))
}

/** Reads the whole trail and checks every hash and every run's rows. Never writes. */
export async function readAudit(session: Session): Promise<AuditReport> {
  if ((await readLedgerVersion(session)) < WITH_AUDIT)
    return { entries: [], faults: [], head: null }
  const { audit, text } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select ${text(sql`audit_entries.entry`)} as entry, run_id, event, facts, previous, hash
from ${audit} audit_entries order by audit_entries.entry`)
  const entries: AuditEntry[] = []
  const faults: AuditFault[] = []
  let previous = NOTHING_BEFORE
  for (const row of rows) {
    const entry = Number(textOf(row, 'entry'))
    const [runId, told, hash] = [textOf(row, 'run_id'), textOf(row, 'facts'), textOf(row, 'hash')]
    const event = textOf(row, 'event') as AuditEvent
    const fault = (message: string) => faults.push({ entry, runId, message })
    if (entry !== (entries.at(-1)?.entry ?? 0) + 1)
      fault(`entries before entry ${entry} are missing`)
    else if (textOf(row, 'previous') !== previous)
      fault(`the entry before entry ${entry} was changed`)
    if (hashOf({ entry, runId, event, told, previous: textOf(row, 'previous') }) !== hash)
      fault(`entry ${entry} was changed`)
    previous = hash
    entries.push({ entry, runId, event, facts: factsOf(told), hash })
  }
  faults.push(...(await checkRows(session, entries)))
  return { entries, faults, head: entries.at(-1)?.hash ?? null }
}

/** Whoever changes an entry may leave no JSON. */
function factsOf(told: string): AuditFacts {
  try {
    const facts: unknown = JSON.parse(told)
    return typeof facts === 'object' && facts !== null ? (facts as AuditFacts) : {}
  } catch {
    return {}
  }
}

interface Hashed {
  readonly entry: number
  readonly runId: string
  readonly event: string
  readonly told: string
  readonly previous: string
}

function hashOf({ entry, runId, event, told, previous }: Hashed): string {
  return sha256(`${previous}\n${entry}\n${runId}\n${event}\n${told}`)
}

/** Only the last closing of a run tells of all of its rows. */
async function checkRows(
  session: Session,
  entries: readonly AuditEntry[],
): Promise<readonly AuditFault[]> {
  const last = new Map<string, AuditEntry>()
  for (const entry of entries) {
    if (typeof entry.facts['rows'] === 'string') last.set(entry.runId, entry)
    if (entry.event === 'resumed') last.delete(entry.runId)
  }
  const faults: AuditFault[] = []
  for (const { entry, runId, facts } of last.values())
    if ((await digestRows(session, runId)) !== facts['rows'])
      faults.push({
        entry,
        runId,
        message: `the journal of run ${runId} was changed since it ended`,
      })
  return faults
}
