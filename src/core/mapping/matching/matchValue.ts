/** What a matcher compares of one side's rows: what has to be read of them, its type, and what is made of it. */
import { findColumn, type Column } from '../../database/table'
import type { CarriedType } from '../../schema/carry'
import { canonicalDecimal } from '../../schema/decimal'
import type { Value } from '../../util/value'
import type { JsonPath } from '../../workspace/definitionSource'
import { compileFormula } from '../formula/compileFormula'
import type { InstantType } from '../formula/instants'
import type { ColumnType } from '../formula/typed'
import { formulaType, RESULTS, unpadded } from '../fieldOrigin'
import { lookUp, report, type Resolution, type Side } from '../resolution'
import type { Transformed } from '../transforms/transformed'
import type { MatchValue } from './matcher'

/** One value that is read of a row for matchers. */
export type Input =
  /** In the form in which equal values have equal texts. */
  | { readonly key: Column }
  | { readonly expression: string; readonly type: CarriedType }
  /** As a formula reads it. */
  | { readonly operand: Column }

export interface ResolvedValue {
  readonly type: CarriedType
  /** What a formula gives, or a column is to one, where that is a date or a time. */
  readonly instant: InstantType | undefined
  /** It is computed by a formula. */
  readonly isFormula: boolean
  /** For messages: `"email" is text`. */
  readonly description: string
  /** The value from a row's inputs. */
  give(inputs: readonly Value[]): Transformed
}

/** Has a side's inputs read, each once. Notes a problem and gives nothing where a name or a formula is wrong. */
export function resolveValue(
  resolution: Resolution,
  inputs: Input[],
  side: Side,
  value: MatchValue,
  path: JsonPath,
): ResolvedValue | undefined {
  if ('column' in value) {
    const column = lookUp(resolution, side, value.column, path)
    return column && plainValue(inputs, { key: column }, column, nameAndType(column))
  }
  if ('formula' in value)
    return formulaValue(resolution, inputs, side, value.formula, [...path, 'formula'])
  const type = resolution.matchTypes.get(placeOf([...path, 'expression']))
  if (type === undefined) return undefined
  const { expression } = value
  return plainValue(inputs, { expression, type }, type, `the expression is ${type.castType}`)
}

/** A part of the definition as a name for it. */
export function placeOf(path: JsonPath): string {
  return path.join(' ')
}

function nameAndType({ name, type }: Column): string {
  return `"${name}" is ${type}`
}

function plainValue(
  inputs: Input[],
  input: Input,
  type: CarriedType,
  description: string,
): ResolvedValue {
  const at = placeOfInput(inputs, input)
  const known = 'key' in input ? formulaType(input.key) : undefined
  return {
    type,
    instant: instantOf(known),
    isFormula: false,
    description,
    give: (values) => ({ value: values[at] ?? null }),
  }
}

function formulaValue(
  resolution: Resolution,
  inputs: Input[],
  side: Side,
  formula: string,
  path: JsonPath,
): ResolvedValue | undefined {
  const table = side === 'source' ? resolution.sourceTable : resolution.targetTable
  const columnType = (name: string) => formulaType(findColumn(table, name))
  const compiled = compileFormula(formula, { columnType })
  if ('fault' in compiled) {
    const { message, offset } = compiled.fault
    report(resolution, path, `${message}, at character ${offset + 1} of the formula`)
    return undefined
  }
  const readers = new Map<string, (values: readonly Value[]) => Value>()
  for (const name of compiled.columns) {
    const column = lookUp(resolution, side, name, path)
    if (column === undefined) return undefined
    const at = placeOfInput(inputs, { operand: column })
    readers.set(name, (values) => unpadded(column, values[at] ?? null))
  }
  const { type } = compiled
  const form = type === 'number' ? canonicalNumber : (given: Transformed) => given
  return {
    type: RESULTS[type],
    instant: instantOf(type),
    isFormula: true,
    description: `the formula gives a ${type}`,
    give: (values) => form(compiled.evaluate((name) => readers.get(name)?.(values) ?? null)),
  }
}

function instantOf(type: ColumnType | undefined): InstantType | undefined {
  return type === 'date' || type === 'time' ? type : undefined
}

function canonicalNumber(given: Transformed): Transformed {
  if ('invalid' in given || given.value === null) return given
  return { value: canonicalDecimal(given.value) ?? given.value }
}

function placeOfInput(inputs: Input[], input: Input): number {
  const known = inputs.findIndex((other) => nameOfInput(other) === nameOfInput(input))
  return known < 0 ? inputs.push(input) - 1 : known
}

function nameOfInput(input: Input): string {
  if ('key' in input) return `key ${input.key.name}`
  return 'operand' in input ? `operand ${input.operand.name}` : `expression ${input.expression}`
}
