import type { RowContext } from '../../protocol'
import { visibleText } from '../visibleText'

export type CellValue = string | null

export type GridCell =
  | { readonly kind: 'value'; readonly value: CellValue }
  | { readonly kind: 'change'; readonly before: CellValue; readonly after: CellValue }
  /** A row that comes has nothing before, one that goes nothing after. */
  | { readonly kind: 'added'; readonly value: CellValue }
  | { readonly kind: 'removed'; readonly value: CellValue }
  /** Somebody has to decide between both; `side` is what they have decided. */
  | {
      readonly kind: 'choice'
      readonly source: CellValue
      readonly target: CellValue
      readonly side: 'source' | 'target' | undefined
    }
  | { readonly kind: 'label'; readonly text: string }
  /** The field stays as it is. */
  | { readonly kind: 'none' }

export interface GridColumn {
  readonly label: string
  /** A key column is drawn stronger and names its row. */
  readonly key: boolean
  /** What a context menu in this column is told besides. */
  readonly field?: string
}

export interface GridRow {
  /** What the row's opener is told; undefined where there is nothing to open. */
  readonly ordinal?: number
  readonly cells: readonly GridCell[]
  /** What the editor hands to the commands of the row's context menu. */
  readonly context?: RowContext
}

const narrowest = 8
const widest = 64

/** Widths in characters, wide enough for the label and for the rows given, within bounds. */
export function columnWidths(
  columns: readonly GridColumn[],
  rows: readonly GridRow[],
): readonly number[] {
  return columns.map(({ label }, index) => {
    const widths = rows.map(({ cells }) => cellWidth(cells[index]))
    // The label is drawn in a proportional font and bold, which is a little wider than its letters.
    const width = Math.max(label.length + 1, ...widths)
    return Math.min(Math.max(width, narrowest), widest)
  })
}

function cellWidth(cell: GridCell | undefined): number {
  switch (cell?.kind) {
    case undefined:
    case 'none':
      return 0
    case 'label':
      return cell.text.length
    case 'value':
    case 'added':
    case 'removed':
      return valueWidth(cell.value)
    case 'choice':
      return valueWidth(cell.source) + valueWidth(cell.target) + 9
    case 'change':
      // An arrow with its spaces, and the padding around either value.
      return valueWidth(cell.before) + valueWidth(cell.after) + 5
  }
}

function valueWidth(value: CellValue): number {
  if (value === null) return 'NULL'.length + 1
  return visibleText(value).reduce((width, { text }) => width + [...text].length, 0)
}
