/** What the extension does for each request of the page. */
import * as vscode from 'vscode'
import type { Plan, PlanFilter, SavedPlan } from '../../core/index'
import type { PlanPanelContext } from './context'
import { changeView, findingView, planView } from './planView'
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
      const kinds =
        kind === 'notFound'
          ? (['notFound'] as const)
          : (['notInSource', 'duplicateKey', 'nullKey', 'invalid', 'undecided'] as const)
      const params = { path, offset, limit: Math.min(limit, maximumWindow), kinds }
      const page = await core.request('readFindings', params, { signal })
      return { total: page.total, items: page.items.map((item) => findingView(item, view)) }
    },
  }
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
      const environment = saved.plan.target.environment
      const folder = context.folderOf(saved)
      await context.openRunLog(await core.request('findRun', { folder, runId, environment }))
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
