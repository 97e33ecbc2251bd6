/** Syncs an Airtable base whenever new exports are complete. */
import { resolve } from 'node:path'
import { watchExports } from '../airtable/exports/watchExports'
import type { Run } from '../ledger/run'
import type { PlanSummary } from '../plan/plan'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { applyPlanFile } from './applyPlanFile'
import { planSyncFile } from './planSync'
import { readNamedSync } from './syncTables'
import type { ApplyOptions } from './results'

/** What became of exports that were picked up. */
export type WatchedSync =
  | { readonly status: 'unchanged'; readonly summary: PlanSummary }
  | { readonly status: 'changed'; readonly summary: PlanSummary; readonly run: Run }
  | { readonly status: 'failed'; readonly error: Error }

export interface WatchSyncOptions extends WorkOptions, Pick<ApplyOptions, 'confirm'> {
  /** Ends the watch. */
  readonly signal: AbortSignal
  /** Of each set of exports. The next one waits for it. */
  readonly onSynced: (result: WatchedSync) => void | Promise<void>
  /** Why nothing comes, for people. */
  readonly onWaiting?: ((message: string) => void) | undefined
}

/**
 * Watches the folder of a definition until the signal: whenever the exports of all of its tables are complete, and other ones than
 * before, they are planned and applied. A sync that fails is told of, and does not end the watch. Throws `DefinitionError` where the
 * definition cannot be used.
 */
export async function watchSync(
  workspace: Workspace,
  path: string,
  { onSynced, onWaiting, ...options }: WatchSyncOptions,
): Promise<void> {
  const sync = await readNamedSync(workspace, path, options)
  const wanted = sync.tables.map(({ name, file }) => ({
    table: name,
    ...(file !== undefined && { pattern: file }),
  }))
  await watchExports({
    ...{ folder: resolve(workspace.folder, sync.exports), wanted, signal: options.signal },
    onSet: async () => onSynced(await syncOnce(workspace, path, options)),
    // Only what `onSynced` itself throws comes here: there is nobody left to tell.
    onError: () => undefined,
    onWaiting: (waiting) => {
      for (const { message } of waiting) onWaiting?.(message)
    },
  })
}

async function syncOnce(
  workspace: Workspace,
  path: string,
  options: Omit<WatchSyncOptions, 'onSynced' | 'onWaiting'>,
): Promise<WatchedSync> {
  try {
    const saved = await planSyncFile(workspace, path, options)
    const { summary, changes } = saved.plan
    if (changes === 0) return { status: 'unchanged', summary }
    const { run } = await applyPlanFile(workspace, saved.path, options)
    return { status: 'changed', summary, run }
  } catch (error) {
    return { status: 'failed', error: errorOf(error) }
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
