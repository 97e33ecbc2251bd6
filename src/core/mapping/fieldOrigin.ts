/** Where a field's value comes from: what has to be read of the source's rows, and what is made of it. */
import type { Column } from '../database/table'
import type { CarriedType } from '../schema/carry'
import { INSTANTS, NUMBERS } from '../schema/relation'
import type { Value } from '../util/value'
import type { FieldEntry } from './expandFields'
import { compileFormula } from './formula/compileFormula'
import type { FieldMapping } from './mapping'
import type { ColumnType } from './formula/typed'
import { lookUp, read, report, type Read, type Resolution } from './resolution'
import { compileTransforms, transformedType } from './transforms/compileTransforms'
import type { Transformed } from './transforms/transformed'

export type FieldSource = Read | { readonly formula: string }

export interface Origin {
  readonly source: FieldSource
  /** The value is computed by Drydock, and not just what the source has. */
  readonly hasTransform: boolean
  /** The type of what `give` gives. */
  readonly type: CarriedType
  /** The type as the source has it, for messages. */
  readonly typeName: string
  /** The value from what is read of a row of the source, of which the first `keys` values are the key. */
  give(values: readonly Value[], keys: number): Transformed
}

/** Has all that the field needs read. Notes a problem and gives nothing where it names what is not there. */
export function resolveOrigin(resolution: Resolution, entry: FieldEntry): Origin | undefined {
  const { field, index } = entry
  if ('formula' in field) return formulaOrigin(resolution, field, index)
  if ('expression' in field) {
    const type = resolution.expressions.get(index)
    if (type === undefined) return undefined
    const source = { expression: field.expression, type }
    return transformed(field, plainOrigin(resolution, source, type, type.castType))
  }
  const column = lookUp(resolution, 'source', field.source, ['fields', index, 'source'])
  if (column === undefined) return undefined
  return transformed(field, plainOrigin(resolution, { column }, column, column.type))
}

function plainOrigin(
  resolution: Resolution,
  source: Read,
  type: CarriedType,
  typeName: string,
): Origin {
  const at = read(resolution.sourceReads, source)
  const give: Origin['give'] = (values, keys) => ({ value: values[keys + at] ?? null })
  return { source, type, typeName, hasTransform: false, give }
}

function formulaOrigin(
  resolution: Resolution,
  field: FieldMapping & { readonly formula: string },
  index: number,
): Origin | undefined {
  const { formula } = field
  const path = ['fields', index, 'formula']
  const columns = new Map(resolution.sourceTable.columns.map((column) => [column.name, column]))
  const compiled = compileFormula(formula, { columnType: (name) => formulaType(columns.get(name)) })
  if ('fault' in compiled) {
    const { message, offset } = compiled.fault
    report(resolution, path, `${message}, at character ${offset + 1} of the formula`)
    return undefined
  }
  const found = compiled.columns.map((name) => lookUp(resolution, 'source', name, path))
  const readers = new Map<string, (values: readonly Value[], keys: number) => Value>()
  for (const column of found) {
    if (column === undefined) return undefined
    readers.set(column.name, columnReader(resolution, column))
  }
  return transformed(field, {
    source: { formula },
    type: RESULTS[compiled.type],
    typeName: RESULTS[compiled.type] === TEXT ? 'text' : compiled.type,
    hasTransform: true,
    give: (values, keys) => compiled.evaluate((name) => readers.get(name)?.(values, keys) ?? null),
  })
}

function columnReader(resolution: Resolution, column: Column) {
  const at = read(resolution.sourceReads, { column })
  return (values: readonly Value[], keys: number) => unpadded(column, values[keys + at] ?? null)
}

/** A column's value as a formula reads it: without the blanks that the column's type pads it with. */
export function unpadded({ limits }: Column, value: Value): Value {
  return limits?.end === 'padsBlanks' && value !== null ? value.replace(/ +$/, '') : value
}

/** What transforms and formulas give has to be in the form that the target's type reads. */
const TEXT: CarriedType = { family: 'text', castType: 'text' }

/** What formulas give. */
export const RESULTS: Readonly<Record<ColumnType, CarriedType>> = {
  text: TEXT,
  date: TEXT,
  time: TEXT,
  number: { family: 'decimal', castType: 'numeric' },
  boolean: { family: 'boolean', castType: 'boolean' },
}

/** What a column is to a formula; undefined where that is not known. */
export function formulaType(column: Column | undefined): ColumnType | undefined {
  if (column === undefined) return undefined
  const { family } = column
  if (NUMBERS.has(family)) return 'number'
  if (family === 'date' || INSTANTS.has(family)) return 'date'
  return family === 'boolean' || family === 'text' || family === 'time' ? family : undefined
}

function transformed({ transform }: FieldMapping, origin: Origin): Origin {
  if (transform.length === 0) return origin
  const { give, source, typeName } = origin
  const steps = compileTransforms(transform)
  return {
    source,
    type: transformedType(transform),
    typeName,
    hasTransform: true,
    give: (values, keys) => {
      const given = give(values, keys)
      return 'invalid' in given ? given : steps(given.value)
    },
  }
}
