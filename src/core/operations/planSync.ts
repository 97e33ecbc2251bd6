/** Plans a sync of an Airtable base from its exports. */
import { planNothing } from '../airtable/plan/planNothing'
import { planSync, type PlannedSync } from '../airtable/plan/planSync'
import { findSameSync } from '../airtable/store/sameSync'
import type { Hazard } from '../plan/plan'
import { writePlanFile, type PlanStream } from '../plan/writePlanFile'
import type { Workspace } from '../workspace/workspace'
import { withSync, type OpenedSync } from './openSync'
import { planLocation } from './planLocation'
import type { PlanOptions, SavedPlan } from './results'

export type PlanSyncFileOptions = Pick<
  PlanOptions,
  'out' | 'mode' | 'acceptVanished' | 'signal' | 'onProgress'
>

/**
 * Compares exports with the rows that they have become, and writes the plan file. Changes nothing. Throws `DefinitionError`,
 * `UsageError` where exports or tables are missing, `DatabaseError` and, when cancelled, `AbortedError`.
 */
export async function planSyncFile(
  workspace: Workspace,
  path: string,
  options: PlanSyncFileOptions = {},
): Promise<SavedPlan> {
  return withSync(workspace, path, options, async (opened) => {
    const { header, stream } = await planOpened(opened, options)
    const told = withWarnings(stream, opened.warnings)
    return writePlanFile(planLocation(workspace, options.out), header, told, options.signal)
  })
}

async function planOpened(
  { resolved, end, exports }: OpenedSync,
  options: PlanSyncFileOptions,
): Promise<PlannedSync> {
  const sync = { ...resolved.sync, mode: options.mode ?? resolved.sync.mode }
  const same =
    options.acceptVanished === true
      ? undefined
      : await findSameSync(end.session, { ...resolved, sync }, exports)
  if (same !== undefined) return planNothing(resolved, end, same)
  return planSync(resolved, end, exports, options)
}

async function* withWarnings(stream: PlanStream, warnings: readonly string[]): PlanStream {
  const conclusion = yield* stream
  const told = warnings.map((message): Hazard => ({ code: 'source-warning', message }))
  return { ...conclusion, hazards: [...conclusion.hazards, ...told] }
}
