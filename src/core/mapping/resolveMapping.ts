/** A mapping's names matched with two tables: which columns they are, how keys are ordered and values carried. */
import type { KeyOrder } from '../database/dialect'
import { displayTable, findColumn, type Column, type Table } from '../database/table'
import { findCarrier, type CarriedType, type Carrier } from '../schema/carry'
import { DefinitionError, type Problem } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { JsonPath } from '../workspace/definitionSource'
import type { FieldMapping, Mapping } from './mapping'
import { compileTransforms, type Transformed } from './transforms'
import type { Value } from '../util/value'

export interface ResolvedKey {
  readonly source: Column
  readonly target: Column
  readonly order: KeyOrder
}

export interface ResolvedField {
  readonly target: Column
  /** What is selected from the source's row. */
  readonly source: { readonly column: Column } | { readonly expression: string }
  readonly sourceType: CarriedType
  readonly carrier: Carrier
  readonly transform: (value: Value) => Transformed
  readonly hasTransform: boolean
}

export interface ResolvedMapping {
  readonly mapping: Mapping
  readonly sourceTable: Table
  readonly targetTable: Table
  readonly keys: readonly ResolvedKey[]
  readonly fields: readonly ResolvedField[]
}

/** Types of SQL expressions by the index of their field. */
export type ExpressionTypes = ReadonlyMap<number, CarriedType>

/** Throws `DefinitionError` with every name that does not fit. */
export function resolveMapping(
  mapping: Mapping,
  sourceTable: Table,
  targetTable: Table,
  expressions: ExpressionTypes,
): ResolvedMapping {
  const problems: Problem[] = []
  if (!['table', 'partitioned'].includes(targetTable.kind))
    problems.push(
      mapping.definition.problemAt(
        ['target', 'table'],
        `"${displayTable(targetTable)}" is a ${targetTable.kind}, and only tables can be updated`,
      ),
    )
  const keys = mapping.key.flatMap((_, index) =>
    resolveKey({ mapping, sourceTable, targetTable, problems }, index),
  )
  const fields = mapping.fields.flatMap((field, index) =>
    resolveField({ mapping, sourceTable, targetTable, problems }, field, index, expressions),
  )
  if (problems.length > 0) throw new DefinitionError(firstOfEachPlace(problems))
  return { mapping, sourceTable, targetTable, keys, fields }
}

/** A name that stands for both sides and is on neither is one mistake. */
function firstOfEachPlace(problems: readonly Problem[]): readonly Problem[] {
  const place = ({ line, column }: Problem) => `${line}:${column}`
  return problems.filter(
    (problem, index) => problems.findIndex((other) => place(other) === place(problem)) === index,
  )
}

interface Context {
  readonly mapping: Mapping
  readonly sourceTable: Table
  readonly targetTable: Table
  readonly problems: Problem[]
}

function resolveKey(context: Context, index: number): readonly ResolvedKey[] {
  const { mapping, problems } = context
  const names = mapping.key[index]
  if (names === undefined) return []
  const source = lookUp(context, 'source', names.source, ['key', index])
  const target = lookUp(context, 'target', names.target, ['key', index])
  if (source === undefined || target === undefined) return []
  const comparable =
    findCarrier(source, target) !== undefined && findCarrier(target, source) !== undefined
  if (!comparable && source.family !== target.family) {
    problems.push(
      mapping.definition.problemAt(
        ['key', index],
        `"${names.source}" is ${source.type} and "${names.target}" is ${target.type}, which cannot be compared`,
      ),
    )
    return []
  }
  if (source.family === 'json' || target.family === 'json') {
    problems.push(
      mapping.definition.problemAt(['key', index], `"${names.target}" is JSON, which is no key`),
    )
    return []
  }
  return [{ source, target, order: keyOrder(source, target) }]
}

/** Ends agree on the order of integers and of UUIDs; everything else is compared by the bytes of its text. */
function keyOrder(source: Column, target: Column): KeyOrder {
  if (source.family === 'integer' && target.family === 'integer') return 'integer'
  if (source.castType === 'uuid' && target.castType === 'uuid') return 'native'
  return 'text'
}

function resolveField(
  context: Context,
  field: FieldMapping,
  index: number,
  expressions: ExpressionTypes,
): readonly ResolvedField[] {
  const target = lookUp(context, 'target', field.target, ['fields', index, 'target'])
  const source = sourceOf(context, field, index)
  if (target === undefined || source === undefined) return []
  const report = (message: string, mend?: string) =>
    context.problems.push(context.mapping.definition.problemAt(['fields', index], message, mend))
  if (target.generated) {
    report(`"${field.target}" is computed by the database and cannot be written`, 'leave it out')
    return []
  }
  const column = 'column' in source ? source.column : expressions.get(index)
  if (column === undefined) return []
  const sourceType = typeAfterTransforms(field, column)
  const carrier = findCarrier(sourceType, target)
  if (carrier === undefined) {
    const from = 'column' in source ? source.column.type : column.castType
    report(
      `${from} cannot be carried to "${field.target}", which is ${target.type}`,
      'convert it with a transform or an expression',
    )
    return []
  }
  const hasTransform = field.transform.length > 0
  return [
    {
      target,
      source,
      sourceType,
      carrier,
      transform: compileTransforms(field.transform),
      hasTransform,
    },
  ]
}

function sourceOf(
  context: Context,
  field: FieldMapping,
  index: number,
): ResolvedField['source'] | undefined {
  if ('expression' in field) return { expression: field.expression }
  const column = lookUp(context, 'source', field.source, ['fields', index, 'source'])
  return column === undefined ? undefined : { column }
}

/** Transforms give text, which has to be in the form that the target's type reads. */
function typeAfterTransforms({ transform }: FieldMapping, type: CarriedType): CarriedType {
  return transform.length === 0 ? type : { family: 'text', castType: 'text' }
}

function lookUp(
  context: Context,
  side: 'source' | 'target',
  name: string,
  path: JsonPath,
): Column | undefined {
  const table = side === 'source' ? context.sourceTable : context.targetTable
  const column = findColumn(table, name)
  if (column !== undefined) return column
  const { environment } = context.mapping[side]
  const message = `there is no column "${name}" in "${displayTable(table)}" of "${environment}"`
  const names = table.columns.map((known) => known.name)
  context.problems.push(context.mapping.definition.problemAt(path, message, suggest(name, names)))
  return undefined
}
