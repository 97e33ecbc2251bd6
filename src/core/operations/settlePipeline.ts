/** What is kept of a plan of a pipeline once it was applied. */
import type { QualityAssessed } from '../medallion/silver/assess'
import { assessSilver } from '../medallion/silver/assess'
import { findSilver } from '../medallion/silver/silverTable'
import { settleRun } from '../medallion/run/settleRun'
import type { Quarantined } from '../ledger/quarantine'
import type { Run } from '../ledger/run'
import type { PlanFile } from '../plan/planFile'
import type { Database } from '../database/database'
import type { Workspace } from '../workspace/workspace'
import { readPipeline } from './definitions'

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
  const { inserted = 0, updated = 0 } = plan.summary
  const counts = {
    processed: run.counts.total + rejected.length,
    created: Number(inserted),
    updated: Number(updated),
  }
  return database.withSession(async (session) => {
    if (!(await settleRun(session, plan, facts, run, counts, rejected))) return undefined
    // A definition that is another one now has other rules: what they find is found by the next transform.
    const pipeline = await readPipeline(workspace, plan.definition?.path ?? '').catch(
      () => undefined,
    )
    if (pipeline?.silver === undefined || pipeline.definition.hash !== plan.definition?.hash)
      return undefined
    const { silver } = pipeline
    const table = await findSilver(session, pipeline, silver)
    if (table === undefined) return undefined
    return session.transaction('write', () =>
      assessSilver(session, { pipeline, silver, table }, run.id),
    )
  })
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
