/** Values in one text each, so that the same ones have the same. */
import type { Column } from '../../database/table'
import { canonicalDecimal } from '../../schema/decimal'
import type { Value } from '../../util/value'
import { attachmentNames } from '../cells/attachments'
import type { ResolvedColumn } from './resolvedSync'

/** A number is the same with zeros at its end: a column prints it as its type does, and an export as its field. */
export function canonicalPart({ family }: Column, value: Value): Value {
  if (value === null) return null
  return family === 'decimal' || family === 'integer' ? (canonicalDecimal(value) ?? value) : value
}

/** The same of any column: attachments are their files' names, since every export has other addresses of them. */
export function canonicalValue({ spec, column }: ResolvedColumn, value: Value): Value {
  if (value !== null && spec.format.type === 'attachments')
    return JSON.stringify(attachmentNames(value))
  return canonicalPart(column, value)
}
