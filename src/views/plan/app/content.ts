import type { AppliedView, ChangeFilter, DecisionsView, Page, PlanView, Tab } from '../protocol'
import type { GridCell, GridColumn, GridRow } from './grid/columns'
import type { GridContent } from './grid/planGrid'
import type { HostConnection } from './hostConnection'
import { changeRow, findingRow, outcomeRow, problemRow } from './rows'

/** What the rows under a tab are made from. */
export interface ContentOf {
  readonly plan: PlanView
  /** The plan's file, which the rows' context menus name. */
  readonly path: string
  readonly tab: Tab
  readonly filter: ChangeFilter
  readonly connection: HostConnection
  readonly decided: () => DecisionsView
  /** What became of the plan, where it was applied. */
  readonly run: AppliedView | undefined
}

/** What the grid shows under a tab. */
export function contentOf(of: ContentOf): GridContent {
  switch (of.tab) {
    case 'conflicts':
      return conflictsContent(of)
    case 'changes':
      return changesContent(of)
    case 'failed':
    case 'drifted':
      return outcomesContent(of, of.tab)
    case 'notFound':
      return notFoundContent(of)
    case 'problems':
      return problemsContent(of)
  }
}

function changesContent({ plan, path, filter, connection }: ContentOf): GridContent {
  const ops = plan.hasOps || plan.steps ? [{ label: 'Change', key: false }] : []
  const by = plan.matchers.length > 0 ? [{ label: 'Matched by', key: false }] : []
  return {
    label: 'Changes',
    columns: [...keyColumns(plan), ...ops, ...by, ...fieldColumns(plan)],
    fetch: async (offset, limit, signal) => {
      const page = await connection.request('changes', { offset, limit, filter }, signal)
      return mapPage(page, (change) => changeRow(change, plan, path))
    },
  }
}

function fieldColumns(plan: PlanView): readonly GridColumn[] {
  return plan.fields.map(({ name, label = name }) => ({ label, key: false, field: name }))
}

/** Rows as they come, in which the decisions of the moment are shown. */
function conflictsContent({ plan, path, connection, decided }: ContentOf): GridContent {
  const filter = { text: '', field: '', undecided: true }
  return {
    label: 'Rows in which both sides have a value of their own',
    columns: [...keyColumns(plan), ...fieldColumns(plan)],
    fetch: async (offset, limit, signal) => {
      const page = await connection.request('changes', { offset, limit, filter }, signal)
      return mapPage(page, (change) =>
        changeRow(change, { ...plan, hasOps: false, matchers: [] }, path),
      )
    },
    decorate: decorator(plan, decided),
  }
}

/** Gives the same object for a row in which nothing was decided since, so that it is not drawn again. */
function decorator(plan: PlanView, decided: () => DecisionsView): (row: GridRow) => GridRow {
  const drawn = new WeakMap<GridRow, { readonly sides: string; readonly row: GridRow }>()
  return (row) => {
    const { rows, otherwise } = decided()
    const own = rows[String(row.ordinal)] ?? {}
    const sides = JSON.stringify([own, otherwise])
    const known = drawn.get(row)
    if (known?.sides === sides) return known.row
    const cells = row.cells.map((cell, column): GridCell => {
      if (cell.kind !== 'choice') return cell
      const field = plan.fields[column - plan.key.length]?.name ?? ''
      return { ...cell, side: own[field] ?? otherwise ?? undefined }
    })
    const made = { ...row, cells }
    drawn.set(row, { sides, row: made })
    return made
  }
}

const outcomeColumns = { failed: ['Code', 'Constraint', 'Column', 'Reason'], drifted: ['Found'] }
const stepOutcomeColumns = { failed: ['Code', 'Reason'], drifted: ['Reason'] }

/** Changes that were refused, or whose row had moved on. */
function outcomesContent(
  { plan, path, connection, run }: ContentOf,
  outcome: 'failed' | 'drifted',
): GridContent {
  const titles = plan.steps ? stepOutcomeColumns : outcomeColumns
  const more = titles[outcome].map((label) => ({ label, key: false }))
  const runId = run?.runId ?? ''
  return {
    label: outcomeLabel(plan, outcome),
    columns: [...keyColumns(plan), ...more, ...fieldColumns(plan)],
    fetch: async (offset, limit, signal) => {
      const params = { runId, outcome, offset, limit }
      const page = await connection.request('outcomes', params, signal)
      return mapPage(page, (row) => outcomeRow(row, plan, outcome, path))
    },
  }
}

function outcomeLabel({ steps }: PlanView, outcome: 'failed' | 'drifted'): string {
  const what = steps ? 'Databases' : 'Rows'
  if (outcome === 'drifted') return `${what} that had moved on`
  return steps ? `${what} that failed` : `${what} that the database refused`
}

function notFoundContent({ plan, path, connection }: ContentOf): GridContent {
  return {
    label: 'Rows that were not found in the target',
    columns: keyColumns(plan),
    fetch: async (offset, limit, signal) => {
      const params = { kind: 'notFound', offset, limit } as const
      const page = await connection.request('findings', params, signal)
      return mapPage(page, (finding, index) =>
        findingRow(finding, { path, kind: 'notFound', offset: offset + index }),
      )
    },
  }
}

/** A record of an export is one, and its reason names its column. */
const syncProblemColumns = ['Problem', 'Reason'] as const
const problemColumns = ['Problem', 'Side', 'Rows', 'Field', 'Reason'] as const

function problemsContent({ plan, path, connection }: ContentOf): GridContent {
  const more = plan.kind === 'airtable' ? syncProblemColumns : problemColumns
  return {
    label: 'Rows that cannot be carried over',
    columns: [...keyColumns(plan), ...more.map((label) => ({ label, key: false }))],
    fetch: async (offset, limit, signal) => {
      const params = { kind: 'problems', offset, limit } as const
      const page = await connection.request('findings', params, signal)
      return mapPage(page, (finding, index) =>
        problemRow(finding, { path, kind: 'problems', offset: offset + index }, more),
      )
    },
  }
}

function keyColumns(plan: PlanView): readonly GridColumn[] {
  return plan.key.map((name) => ({ label: plan.steps ? 'Database' : name, key: true }))
}

function mapPage<A, B>({ total, items }: Page<A>, map: (item: A, index: number) => B): Page<B> {
  return { total, items: items.map(map) }
}
