/** What an ingestion that is applied leaves behind besides its versions: what cannot be used, what has vanished, and its end. */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import { growRun } from '../../../ledger/growRun'
import { completeIngestion } from '../../../ledger/ingestions'
import { ledgerSql } from '../../../ledger/ledgerSql'
import { quarantineRecords, type Quarantined } from '../../../ledger/quarantine'
import { findRunOfPlan } from '../../../ledger/runs'
import type { Finding, PlanSummary } from '../../../plan/plan'
import type { PlanFile } from '../../../plan/planFile'
import { throwIfAborted } from '../../../util/errors'
import type { WorkOptions } from '../../../util/progress'
import type { MetaCounts } from '../../store/metaRuns'
import { hashTarget } from '../adopt'
import { resolveReplayed } from '../replay'
import type { PlannedRun } from './applyIngestion'
import { latestRows } from './writeVersions'

/** Findings of a transaction. */
const AT_ONCE = 500

export interface FinishedIngestion extends MetaCounts {
  readonly vanished: number
}

/** To be called once every change has an outcome. Does what is not done yet, however often it is called. */
export async function finishIngestion(
  run: PlannedRun,
  { signal }: WorkOptions,
): Promise<FinishedIngestion> {
  const { session, file, facts, runId, seq } = run
  const { complete, replays } = facts.ingestion
  const done = (await findRunOfPlan(session, file.plan.id))?.nextOrdinal ?? 0
  let before = done - file.plan.changes
  for await (const findings of pages(file, 'invalid')) {
    throwIfAborted(signal)
    await quarantine(run, findings.slice(Math.max(0, before)))
    before -= findings.length
  }
  let vanished = 0
  for await (const findings of pages(file, 'notInSource')) {
    throwIfAborted(signal)
    vanished += await markVanished(run, findings)
  }
  const source = facts.sourceSystem
  if (replays !== undefined)
    await resolveReplayed(session, { runId: replays, source, replayed: runId })
  if (complete) await completeIngestion(session, seq, facts.state)
  const { processed } = file.plan.summary
  return { processed: numberOf(processed), ...(await countVersions(session, run)), vanished }
}

/** How many versions were written until now: of records that were new, and of others. */
export async function countVersions(
  session: Session,
  { file, runId }: Pick<PlannedRun, 'file' | 'runId'>,
): Promise<Pick<MetaCounts, 'created' | 'updated'>> {
  const { plan } = file
  const done = (await findRunOfPlan(session, plan.id))?.nextOrdinal ?? 0
  const reached =
    done >= plan.changes ? plannedCounts(plan.summary) : await reachedCounts(file, done)
  const { rowChanges, text } = ledgerSql(session)
  const isNew = sql`case when ${text(sql.id('before'))} = '{}' then 1 else 0 end`
  const { rows } = await session.execute(sql`
select ${text(sql`count(*)`)} as rows_left, ${text(sql`coalesce(sum(${isNew}), 0)`)} as new_left
from ${rowChanges} where run_id = ${runId}`)
  const [row = {}] = rows
  const [all, created] = [Number(textOf(row, 'rows_left')), Number(textOf(row, 'new_left'))]
  return { created: reached.created - created, updated: reached.updated - (all - created) }
}

function plannedCounts({ created, changed }: PlanSummary): Pick<MetaCounts, 'created' | 'updated'> {
  return { created: numberOf(created), updated: numberOf(changed) }
}

function numberOf(count: PlanSummary[string] | undefined): number {
  return typeof count === 'number' ? count : 0
}

async function reachedCounts(
  file: PlanFile,
  done: number,
): Promise<Pick<MetaCounts, 'created' | 'updated'>> {
  const counts = { created: 0, updated: 0 }
  let left = done
  for await (const { version } of file.changes()) {
    if (left-- <= 0) break
    counts[version?.known == null ? 'created' : 'updated']++
  }
  return counts
}

async function* pages(file: PlanFile, kind: Finding['kind']): AsyncGenerator<readonly Finding[]> {
  let page: Finding[] = []
  for await (const finding of file.findings()) {
    if (finding.kind !== kind) continue
    page.push(finding)
    if (page.length < AT_ONCE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

async function quarantine(
  { session, runId, facts }: PlannedRun,
  findings: readonly Finding[],
): Promise<void> {
  if (findings.length === 0) return
  const kept = findings.map((finding) => keptRecord(finding, facts.sourceSystem))
  await session.transaction('write', async () => {
    await quarantineRecords(session, runId, kept)
    await growRun(session, runId, { applied: 0, failed: kept.length })
  })
}

function keptRecord({ key, message = '', record }: Finding, source: string): Quarantined {
  if (record === undefined) throw new Error('a finding of an ingestion has no record')
  return { stage: 'ingest', source, externalId: key['external_id'] ?? null, message, ...record }
}

/** Those of which the ledger still has what the plan saw. Gives their number. */
async function markVanished(
  { session, stream, seq, undone }: PlannedRun,
  findings: readonly Finding[],
): Promise<number> {
  const ids = findings.map(({ key }) => key['external_id'] ?? '')
  return session.transaction('write', async () => {
    const rows = await latestRows(session, { ids, stream, undone })
    const gone = rows.flatMap(({ position, hash }) => {
      const [id, known] = [ids[position - 1], findings[position - 1]?.version?.known]
      return id === undefined || hash === null || hash !== known ? [] : [id]
    })
    const marks = gone.map((id) => [stream, id, seq, null])
    await session.loadRows({ ...hashTarget(session), rows: marks })
    return gone.length
  })
}
