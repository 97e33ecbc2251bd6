/** What the extension does for each request of the page. */
import * as vscode from 'vscode'
import type { Plan, PlanFilter, Run, SavedPlan } from '../../core/index'
import type { PlanPanelContext } from './context'
import { outcomeView } from './outcomeView'
import { changeCounts, changeView, findingView, planView } from './planView'
import { maximumWindow } from './protocol'
import type { ChangeFilter, Method, PlanRequests, PlanView } from './protocol'

/** The plan as it was opened, and what the page shows of it. */
export interface OpenedPlan extends SavedPlan {
  readonly view: PlanView
}

export type PlanHandlers = {
  readonly [M in Method]: (
    params: PlanRequests[M]['params'],
    signal: AbortSignal,
  ) => Promise<PlanRequests[M]['result']>
}

/** Opens and verifies the plan file. */
export async function openPlan({ core }: PlanPanelContext, path: string): Promise<OpenedPlan> {
  const plan: Plan = await core.request('openPlan', { path })
  const kinds = ['notFound'] as const
  const notFound = await core.request('readFindings', { path, offset: 0, limit: 1, kinds })
  return { path, plan, view: planView(plan, notFound.total) }
}

/** What the tabs of findings show. */
export const findingKinds = {
  notFound: ['notFound'],
  problems: [
    'notInSource',
    'duplicateKey',
    'nullKey',
    'invalid',
    'undecided',
    'ambiguous',
    'edited',
    'renamed',
    'lostLink',
    'kept',
  ],
} as const

/** The requests that read the plan file. */
export function readingHandlers(
  { core }: PlanPanelContext,
  opened: () => OpenedPlan,
): Pick<PlanHandlers, 'changes' | 'findings'> {
  return {
    changes: async ({ offset, limit, filter }, signal) => {
      const { path, view } = opened()
      const params = { path, offset, limit: Math.min(limit, maximumWindow), filter: given(filter) }
      const page = await core.request('readChanges', params, { signal })
      return { total: page.total, items: page.items.map((item) => changeView(item, view)) }
    },
    findings: async ({ kind, offset, limit }, signal) => {
      const { path, view } = opened()
      const kinds = findingKinds[kind]
      const params = { path, offset, limit: Math.min(limit, maximumWindow), kinds }
      const page = await core.request('readFindings', params, { signal })
      return { total: page.total, items: page.items.map((item) => findingView(item, view)) }
    },
  }
}

/** The requests that read what became of the plan. */
export function outcomeHandlers(
  context: PlanPanelContext,
  opened: () => OpenedPlan,
): Pick<PlanHandlers, 'outcomes'> {
  const runs = new Map<string, Promise<Run>>()
  // Asked for again with each first window: a run that goes on has other counts.
  const find = (saved: OpenedPlan, runId: string, isFirst: boolean): Promise<Run> => {
    const known = isFirst ? undefined : runs.get(runId)
    const run = known ?? findRun(context, saved, runId)
    runs.set(runId, run)
    run.catch(() => runs.delete(runId))
    return run
  }
  return {
    outcomes: async ({ runId, outcome, offset, limit }, signal) => {
      const saved = opened()
      const run = await find(saved, runId, offset === 0)
      const params = { folder: context.folderOf(saved), run, outcome, offset }
      const window = { ...params, limit: Math.min(limit, maximumWindow) }
      const rows = await context.core.request('readOutcomes', window, { signal })
      const { [outcome]: total } = changeCounts(run.counts, saved.plan)
      return { total, items: rows.map((row) => outcomeView(row, saved.view)) }
    },
  }
}

function findRun(context: PlanPanelContext, saved: SavedPlan, runId: string): Promise<Run> {
  const { environment } = saved.plan.target
  return context.core.request('findRun', { folder: context.folderOf(saved), runId, environment })
}

/** The requests that open something beside the panel. */
export function openingHandlers(
  context: PlanPanelContext,
  opened: () => OpenedPlan,
): Pick<PlanHandlers, 'openDiff' | 'openDefinition' | 'openLog'> {
  const { core } = context
  return {
    openDiff: async ({ ordinal }) => {
      const { path, plan } = opened()
      const { items } = await core.request('readChanges', { path, offset: ordinal, limit: 1 })
      const [found] = items
      if (found !== undefined) await context.openRowDiff(found.change, plan)
      return null
    },
    openDefinition: async () => {
      const saved = opened()
      const path = saved.plan.definition?.path
      if (path === undefined) return null
      const uri = vscode.Uri.joinPath(vscode.Uri.file(context.folderOf(saved)), path)
      await vscode.window.showTextDocument(uri)
      return null
    },
    openLog: async ({ runId }) => {
      const saved = opened()
      const run = await findRun(context, saved, runId)
      await context.openRunLog({ folder: context.folderOf(saved), run })
      return null
    },
  }
}

/** A part of the filter that is empty is none. */
function given({ text, field, undecided }: ChangeFilter): PlanFilter {
  return {
    ...(text === '' ? {} : { text }),
    ...(field === '' ? {} : { field }),
    ...(undecided === true ? { undecided } : {}),
  }
}
