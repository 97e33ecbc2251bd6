import type {
  ChangeFilter,
  ChangeView,
  DecisionsView,
  FindingView,
  Page,
  PlanView,
  ShownValue,
  Tab,
} from '../protocol'
import type { GridCell, GridColumn, GridRow } from './grid/columns'
import type { GridContent } from './grid/planGrid'
import type { HostConnection } from './hostConnection'

/** What the grid shows under a tab. */
export function contentOf(
  plan: PlanView,
  tab: Tab,
  filter: ChangeFilter,
  connection: HostConnection,
  decided: () => DecisionsView,
): GridContent {
  switch (tab) {
    case 'conflicts':
      return conflictsContent(plan, connection, decided)
    case 'changes':
      return changesContent(plan, filter, connection)
    case 'notFound':
      return notFoundContent(plan, connection)
    case 'problems':
      return problemsContent(plan, connection)
  }
}

function changesContent(
  plan: PlanView,
  filter: ChangeFilter,
  connection: HostConnection,
): GridContent {
  const ops = plan.hasOps ? [{ label: 'Change', key: false }] : []
  return {
    label: 'Changes',
    columns: [...keyColumns(plan), ...ops, ...fieldColumns(plan)],
    fetch: async (offset, limit, signal) => {
      const page = await connection.request('changes', { offset, limit, filter }, signal)
      return mapPage(page, (change) => changeRow(change, plan))
    },
  }
}

function fieldColumns(plan: PlanView): readonly GridColumn[] {
  return plan.fields.map(({ name }) => ({ label: name, key: false }))
}

/** Rows as they come, in which the decisions of the moment are shown. */
function conflictsContent(
  plan: PlanView,
  connection: HostConnection,
  decided: () => DecisionsView,
): GridContent {
  const filter = { text: '', field: '', undecided: true }
  return {
    label: 'Rows in which both sides have a value of their own',
    columns: [...keyColumns(plan), ...fieldColumns(plan)],
    fetch: async (offset, limit, signal) => {
      const page = await connection.request('changes', { offset, limit, filter }, signal)
      return mapPage(page, (change) => changeRow(change, { ...plan, hasOps: false }))
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

function notFoundContent(plan: PlanView, connection: HostConnection): GridContent {
  return {
    label: 'Rows that were not found in the target',
    columns: keyColumns(plan),
    fetch: async (offset, limit, signal) => {
      const params = { kind: 'notFound', offset, limit } as const
      const page = await connection.request('findings', params, signal)
      return mapPage(page, ({ key }) => ({ cells: valueCells(key) }))
    },
  }
}

function problemsContent(plan: PlanView, connection: HostConnection): GridContent {
  const more = ['Problem', 'Side', 'Rows', 'Field', 'Reason']
  return {
    label: 'Rows that cannot be carried over',
    columns: [...keyColumns(plan), ...more.map((label) => ({ label, key: false }))],
    fetch: async (offset, limit, signal) => {
      const params = { kind: 'problems', offset, limit } as const
      const page = await connection.request('findings', params, signal)
      return mapPage(page, problemRow)
    },
  }
}

function keyColumns(plan: PlanView): readonly GridColumn[] {
  return plan.key.map((name) => ({ label: name, key: true }))
}

export function changeRow(
  { ordinal, op, key, fields, conflicts }: ChangeView,
  { fields: columns, hasOps }: Pick<PlanView, 'fields' | 'hasOps'>,
): GridRow {
  const cells: GridCell[] = Array.from({ length: columns.length }, () => ({ kind: 'none' }))
  for (const [index, before, after] of fields)
    cells[index] = conflicts.includes(index)
      ? { kind: 'choice', source: after, target: before, side: undefined }
      : changedCell(op, before, after)
  const ops: GridCell[] = hasOps ? [{ kind: 'label', text: op }] : []
  return { ordinal, cells: [...valueCells(key), ...ops, ...cells] }
}

function changedCell(op: ChangeView['op'], before: ShownValue, after: ShownValue): GridCell {
  if (op === 'insert') return { kind: 'added', value: after }
  if (op === 'delete') return { kind: 'removed', value: before }
  return { kind: 'change', before, after }
}

function problemRow({ key, problem, side, rows, field, message }: FindingView): GridRow {
  const labels = [problem, side, rows.toLocaleString('en-US'), field, message]
  const cells = labels.map((text): GridCell => ({ kind: 'label', text }))
  return { cells: [...valueCells(key), ...cells] }
}

function valueCells(values: readonly ShownValue[]): readonly GridCell[] {
  return values.map((value) => ({ kind: 'value', value }))
}

function mapPage<A, B>({ total, items }: Page<A>, map: (item: A) => B): Page<B> {
  return { total, items: items.map(map) }
}
