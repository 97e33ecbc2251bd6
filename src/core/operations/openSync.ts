/** A sync of an Airtable base with its exports and its tables, open to be read. */
import { resolve } from 'node:path'
import type { AirtableSync } from '../airtable/definition/airtableSync'
import { findExports } from '../airtable/exports/findExports'
import { openExport, type OpenedExport } from '../airtable/plan/openExport'
import type { ResolvedSync } from '../airtable/plan/resolvedSync'
import { resolveSync } from '../airtable/plan/resolveSync'
import { readSyncLog } from '../airtable/store/syncLog'
import { DefinitionError, UsageError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import { requireVariables } from '../workspace/variables'
import type { Workspace } from '../workspace/workspace'
import { openEnvironment, withReadEnd, type ReadEnd } from './openEnd'
import { readNamedSync } from './syncTables'

export interface OpenedSync {
  readonly resolved: ResolvedSync
  readonly end: ReadEnd
  /** By Airtable's names of the tables. */
  readonly exports: ReadonlyMap<string, OpenedExport>
  /** What is said of the exports besides; it grows while they are read. */
  readonly warnings: readonly string[]
}

/**
 * Lends all of it, on one snapshot that the server holds read-only. Throws `DefinitionError`, `UsageError` where an export is missing,
 * and `RefusedError` `tables-missing`.
 */
export async function withSync<T>(
  workspace: Workspace,
  path: string,
  options: WorkOptions,
  use: (opened: OpenedSync) => Promise<T>,
): Promise<T> {
  const sync = await readNamedSync(workspace, path, options)
  const { environment, database: name, schema } = sync.target
  requireVariables(workspace, [environment])
  const warnings: string[] = []
  const exports = await openExports(workspace, sync, options, (message) => warnings.push(message))
  const at = { ...options, database: name }
  const database = await openEnvironment(workspace, environment, 'read', at)
  return withReadEnd(database, async (end) => {
    const resolved = await resolveSync(end.session, sync)
    await readSyncLog(end.session, schema)
    return use({ resolved, end, exports, warnings })
  })
}

/** By Airtable's names of the tables. Throws `DefinitionError` where one is not there. */
async function openExports(
  workspace: Workspace,
  sync: AirtableSync,
  options: WorkOptions,
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
