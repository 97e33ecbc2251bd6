/** A cell of an export as the value that its column's format gives it. */
import { quoted } from '../../schema/relation'
import type { Value } from '../../util/value'
import { codecOf } from './codec'
import { isFormulaError, type CellFormat } from './format'

export type ReadCell =
  | { readonly value: Value }
  /** A formula has failed: the record has no value here. */
  | { readonly error: 'formula' }
  /** Why the cell is not of the format. */
  | { readonly invalid: string }

/** Reads what can mean one thing only, whether or not an export would write it so. */
export function readCell(format: CellFormat, cell: string): ReadCell {
  if (cell === '') return { value: format.type === 'checkbox' ? 'f' : null }
  if (format.type !== 'text' && isFormulaError(cell)) return { error: 'formula' }
  const codec = codecOf(format)
  const value = codec.read(cell)
  return value === undefined ? { invalid: `${quoted(cell)} is no ${codec.expected}` } : { value }
}
