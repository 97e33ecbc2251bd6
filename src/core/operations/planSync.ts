/** Plans a sync of an Airtable base from its exports. */
import { resolve } from 'node:path'
import type { AirtableSync } from '../airtable/definition/airtableSync'
import { findExports } from '../airtable/exports/findExports'
import { openExport, type OpenedExport } from '../airtable/plan/openExport'
import { planSync, type PlannedSync } from '../airtable/plan/planSync'
import { resolveSync } from '../airtable/plan/resolveSync'
import { planNothing } from '../airtable/plan/planNothing'
import { findSameSync } from '../airtable/store/sameSync'
import { readSyncLog } from '../airtable/store/syncLog'
import type { Hazard } from '../plan/plan'
import { writePlanFile, type PlanStream } from '../plan/writePlanFile'
import { DefinitionError, UsageError } from '../util/errors'
import { requireVariables } from '../workspace/variables'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd, type ReadEnd } from './openEnd'
import { planLocation } from './planLocation'
import type { PlanOptions, SavedPlan } from './results'
import { readNamedSync } from './syncTables'

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
  const sync = await readNamedSync(workspace, path, options)
  const { environment } = sync.target
  requireVariables(workspace, [environment])
  const warnings: string[] = []
  const exports = await openExports(workspace, sync, options, (message) => warnings.push(message))
  const database = await openEnvironment(workspace, environment, 'read', {
    ...options,
    database: sync.target.database,
  })
  return withReadEnd(database, async (end) => {
    const { header, stream } = await planOpened(sync, end, exports, options)
    const told = withWarnings(stream, warnings)
    return writePlanFile(planLocation(workspace, options.out), header, told, options.signal)
  })
}

async function planOpened(
  sync: AirtableSync,
  end: ReadEnd,
  exports: ReadonlyMap<string, OpenedExport>,
  options: PlanSyncFileOptions,
): Promise<PlannedSync> {
  const { session } = end
  const resolved = await resolveSync(session, sync)
  await readSyncLog(session, sync.target.schema)
  const mode = options.mode ?? sync.mode
  const same = options.acceptVanished
    ? undefined
    : await findSameSync(session, { ...resolved, sync: { ...sync, mode } }, exports)
  if (same !== undefined) return planNothing(resolved, end, same)
  return planSync(resolved, end, exports, options)
}

/** By Airtable's names of the tables. Throws `DefinitionError` where one is not there. */
async function openExports(
  workspace: Workspace,
  sync: AirtableSync,
  options: PlanSyncFileOptions,
  warn: (message: string) => void,
): Promise<ReadonlyMap<string, OpenedExport>> {
  const folder = resolve(workspace.folder, sync.exports)
  const wanted = sync.tables.map(({ name, file }) => ({
    table: name,
    ...(file !== undefined && { pattern: file }),
  }))
  const found = await findExports(folder, wanted)
  const problems = found.flatMap((one) =>
    'problem' in one
      ? [sync.definition.problemAt(['tables', one.table], one.problem.message, one.problem.mend)]
      : [],
  )
  if (problems.length > 0) throw new DefinitionError(problems)
  const opened = new Map<string, OpenedExport>()
  for (const one of found) {
    if ('problem' in one) continue
    options.onProgress?.({ message: `reading ${one.file.name}` })
    opened.set(one.table, await openExport(one.file.path, { ...options, warn }))
  }
  if (opened.size === 0) throw new UsageError('there is no export')
  return opened
}

async function* withWarnings(stream: PlanStream, warnings: readonly string[]): PlanStream {
  const conclusion = yield* stream
  const told = warnings.map((message): Hazard => ({ code: 'source-warning', message }))
  return { ...conclusion, hazards: [...conclusion.hazards, ...told] }
}
