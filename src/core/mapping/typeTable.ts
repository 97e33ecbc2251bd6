/** The types of a mapping's fields side by side, as a plan shows them. */
import { describeCompatibility, type Compatibility } from '../schema/compatibility'
import type { ResolvedField } from './resolveFields'
import type { ResolvedMapping } from './resolveMapping'

export interface TypeTableRow extends Compatibility {
  /** The column's name in the target. */
  readonly field: string
  /** The type as DDL has it; of a field that is computed here, how. */
  readonly source: string
  readonly target: string
}

/** One row for each field, in the definition's order. */
export function typeTable({ fields }: Pick<ResolvedMapping, 'fields'>): readonly TypeTableRow[] {
  return fields.map((field) => ({
    field: field.target.name,
    source: sourceTypeOf(field),
    target: field.target.type,
    ...describeCompatibility(field.sourceType, field.target),
  }))
}

function sourceTypeOf({ source, sourceType, hasTransform }: ResolvedField): string {
  if ('formula' in source) return 'formula'
  if (hasTransform) return 'text, transformed'
  return 'column' in source ? source.column.type : sourceType.castType
}
