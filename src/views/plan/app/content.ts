import type {
  ChangeFilter,
  ChangeView,
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
): GridContent {
  switch (tab) {
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
  const fields = plan.fields.map(({ name }) => ({ label: name, key: false }))
  return {
    label: 'Changes',
    columns: [...keyColumns(plan), ...fields],
    fetch: async (offset, limit, signal) => {
      const page = await connection.request('changes', { offset, limit, filter }, signal)
      return mapPage(page, (change) => changeRow(change, plan.fields.length))
    },
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

export function changeRow({ ordinal, key, fields }: ChangeView, fieldCount: number): GridRow {
  const cells: GridCell[] = Array.from({ length: fieldCount }, () => ({ kind: 'none' }))
  for (const [index, before, after] of fields) cells[index] = { kind: 'change', before, after }
  return { ordinal, cells: [...valueCells(key), ...cells] }
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
