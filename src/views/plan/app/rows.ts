/** Changes, outcomes and findings as rows of the grid. */
import type {
  ChangeView,
  FindingView,
  OutcomeView,
  PlanView,
  RowContext,
  ShownValue,
} from '../protocol'
import type { GridCell, GridRow } from './grid/columns'

type ChangeColumns = Pick<PlanView, 'fields' | 'hasOps' | 'matchers' | 'steps'>

/** What commands on rows need; a database is no row. */
function contextOf(steps: boolean, path: string, ordinal: number): Pick<GridRow, 'context'> {
  return steps ? {} : { context: rowContext(path, { ordinal }) }
}

/** A change with each field under its column; `path` is its plan's file. */
export function changeRow(
  { ordinal, op, word = op, matchedBy, key, fields, conflicts }: ChangeView,
  { fields: columns, hasOps, matchers, steps }: ChangeColumns,
  path: string,
): GridRow {
  const cells = fieldCells(columns, fields, (index, before, after) =>
    conflicts.includes(index)
      ? { kind: 'choice', source: after, target: before, side: undefined }
      : changedCell(op, before, after),
  )
  const labels = [...(hasOps || steps ? [word] : []), ...(matchers.length > 0 ? [matchedBy] : [])]
  return {
    ordinal,
    cells: [...valueCells(key), ...labelCells(labels), ...cells],
    ...contextOf(steps, path, ordinal),
  }
}

/** A change that was not applied, with the reason before its fields. */
export function outcomeRow(
  row: OutcomeView,
  { fields: columns, steps }: Pick<PlanView, 'fields' | 'steps'>,
  outcome: 'failed' | 'drifted',
  path: string,
): GridRow {
  const { ordinal, op, key, fields, code, constraint, column, reason } = row
  const refusal = steps ? [code, reason] : [code, constraint, column, reason]
  const why = outcome === 'failed' ? refusal : [reason]
  const cells = fieldCells(columns, fields, (_, before, after) => changedCell(op, before, after))
  return {
    ordinal,
    cells: [...valueCells(key), ...labelCells(why), ...cells],
    ...contextOf(steps, path, ordinal),
  }
}

/** Where a finding is found again: by its tab and its place there. */
export interface FindingPlace {
  readonly path: string
  readonly kind: 'notFound' | 'problems'
  readonly offset: number
}

export function findingRow({ key, inTarget }: FindingView, place: FindingPlace): GridRow {
  const { path, ...finding } = place
  const context = rowContext(path, { finding }, inTarget ? 'target' : 'key')
  return { cells: valueCells(key), context }
}

export type ProblemColumn = 'Problem' | 'Side' | 'Rows' | 'Field' | 'Reason'

export function problemRow(
  finding: FindingView,
  place: FindingPlace,
  columns: readonly ProblemColumn[],
): GridRow {
  const { problem, side, rows, field, message } = finding
  const labels: Readonly<Record<ProblemColumn, string>> = {
    ...{ Problem: problem, Side: side, Rows: rows.toLocaleString('en-US') },
    ...{ Field: field, Reason: message },
  }
  const { cells, ...row } = findingRow(finding, place)
  return { ...row, cells: [...cells, ...labelCells(columns.map((column) => labels[column]))] }
}

function rowContext(
  plan: string,
  place: Pick<RowContext, 'ordinal' | 'finding'>,
  drydockRow: RowContext['drydockRow'] = 'target',
): RowContext {
  return {
    webviewSection: 'row',
    drydockRow,
    preventDefaultContextMenuItems: true,
    plan,
    ...place,
  }
}

function fieldCells(
  columns: PlanView['fields'],
  fields: ChangeView['fields'],
  cellOf: (index: number, before: ShownValue, after: ShownValue) => GridCell,
): readonly GridCell[] {
  const cells: GridCell[] = Array.from({ length: columns.length }, () => ({ kind: 'none' }))
  for (const [index, before, after] of fields) cells[index] = cellOf(index, before, after)
  return cells
}

function changedCell(op: ChangeView['op'], before: ShownValue, after: ShownValue): GridCell {
  if (op === 'insert') return { kind: 'added', value: after }
  if (op === 'delete') return { kind: 'removed', value: before }
  if (op !== 'update' && before === null) return { kind: 'value', value: after }
  return { kind: 'change', before, after }
}

function valueCells(values: readonly ShownValue[]): readonly GridCell[] {
  return values.map((value) => ({ kind: 'value', value }))
}

function labelCells(texts: readonly string[]): readonly GridCell[] {
  return texts.map((text) => ({ kind: 'label', text }))
}
