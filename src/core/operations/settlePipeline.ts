/** What is kept of a plan of a pipeline once it was applied. */
import { recordsOfTransform } from '../medallion/report/recordCounts'
import { assessSilver, type QualityAssessed } from '../medallion/silver/assess'
import { findSilver } from '../medallion/silver/silverTable'
import { settleRun } from '../medallion/run/settleRun'
import type { Quarantined } from '../ledger/quarantine'
import { keepRecordCounts } from '../ledger/recordCounts'
import type { Run } from '../ledger/run'
import type { Plan } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import type { Database } from '../database/database'
import type { Session } from '../database/session'
import type { Workspace } from '../workspace/workspace'
import { readPipeline } from './definitions'

const NOT_ASSESSED: QualityAssessed = { entities: 0, averageScore: null, flagged: 0 }

/** Does it once, however often the plan is applied. Nothing where it is no plan of a pipeline, or not complete. */
export async function settlePipeline(
  workspace: Workspace,
  file: PlanFile,
  run: Run,
  database: Database<'write'>,
): Promise<QualityAssessed | undefined> {
  const { plan } = file
  if (plan.pipeline === undefined || run.status !== 'completed') return undefined
  const facts = plan.pipeline
  const rejected = await rejectedOf(file)
  const { inserted = 0, updated = 0, deleted = 0 } = plan.summary
  const counts = {
    ...{ created: Number(inserted), updated: Number(updated), deleted: Number(deleted) },
    rejected: rejected.length,
  }
  return database.withSession(async (session) => {
    const records = recordsOfTransform({ ...NOT_ASSESSED, ...counts })
    const seq = await settleRun(session, plan, facts, run, records, rejected)
    if (seq === undefined) return undefined
    const assessed = await assess(workspace, session, plan, run)
    await keepRecordCounts(
      session,
      seq,
      assessed === undefined ? records : recordsOfTransform({ ...assessed, ...counts }),
    )
    return assessed
  })
}

/** A definition that is another one now has other rules: what they find is found by the next transform. */
async function assess(
  workspace: Workspace,
  session: Session,
  { definition }: Plan,
  run: Run,
): Promise<QualityAssessed | undefined> {
  const pipeline = await readPipeline(workspace, definition?.path ?? '').catch(() => undefined)
  if (pipeline?.silver === undefined || pipeline.definition.hash !== definition?.hash)
    return undefined
  const { silver } = pipeline
  const table = await findSilver(session, pipeline, silver)
  if (table === undefined) return undefined
  return session.transaction('write', () =>
    assessSilver(session, { pipeline, silver, table }, run.id),
  )
}

/** Entities that must not be written are findings of the plan. */
async function rejectedOf(file: PlanFile): Promise<readonly Quarantined[]> {
  const rejected: Quarantined[] = []
  for await (const { key, message = '' } of file.findings()) {
    const id = Object.values(key)[0] ?? ''
    rejected.push({
      ...{ stage: 'transform', source: null, locator: id, externalId: id },
      ...{ code: 'invalid', message, raw: null },
    })
  }
  return rejected
}
