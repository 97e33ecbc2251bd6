/** The cell that an export has for a value, and whether a cell is written as its format writes. */
import { quoted } from '../../schema/relation'
import { UsageError } from '../../util/errors'
import type { Value } from '../../util/value'
import { codecOf } from './codec'
import { isFormulaError, type CellFormat } from './format'

/** The way back from `readCell`. Throws `UsageError` for values that no cell of the format has. */
export function writeCell(format: CellFormat, value: Value): string {
  if (value === null) return ''
  const codec = codecOf(format)
  const cell = codec.write(value)
  if (cell === undefined) throw new UsageError(`${quoted(value)} is no ${codec.expected}`)
  return cell
}

/** Whether the format gives the very cell back from what it reads, so that nothing of it is lost or guessed. */
export function provesFormat(format: CellFormat, cell: string): boolean {
  if (cell === '' || format.type === 'text' || isFormulaError(cell)) return true
  const codec = codecOf(format)
  const value = codec.read(cell)
  return value !== undefined && codec.write(value) === cell
}
