/** Cells of one format, by what becomes of them. */
import type { CellFormat } from '../../../../../src/core/airtable/cells/format'

export interface Case {
  readonly format: CellFormat
  /** Cells as an export writes them, with their values. */
  readonly written: readonly (readonly [cell: string, value: string])[]
  /** Cells that are read and would be written in another way. */
  readonly tolerated?: readonly (readonly [cell: string, value: string])[]
  readonly refused?: readonly string[]
  /** Values that have no cell. */
  readonly unwritable?: readonly string[]
}
