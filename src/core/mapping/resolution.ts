/** What the steps of matching a mapping with two tables share: the tables, the problems so far, and what is to be read. */
import { displayTable, findColumn, type Column, type Table } from '../database/table'
import type { CarriedType } from '../schema/carry'
import type { Problem } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { JsonPath } from '../workspace/definitionSource'
import type { Mapping } from './mapping'

/** One value of a row that is read: a column, or an expression of the row. */
export type Read =
  | {
      readonly column: Column
      /** Truth values are read as 1 and 0, as an integer of the target has them: then equal rows have equal lines. */
      readonly asInteger?: true
    }
  | { readonly expression: string; readonly type: CarriedType }

/** Types of SQL expressions by the index of their field in the mapping. */
export type ExpressionTypes = ReadonlyMap<number, CarriedType>

/** Types of the matchers' SQL expressions by their place in the mapping, see `placeOf`. */
export type MatchTypes = ReadonlyMap<string, CarriedType>

export interface Resolution {
  readonly mapping: Mapping
  readonly sourceTable: Table
  readonly targetTable: Table
  readonly expressions: ExpressionTypes
  readonly matchTypes: MatchTypes
  readonly problems: Problem[]
  /** What is read of each row after its key. Fields come first, those of a plain column at the same place on both sides. */
  readonly sourceReads: Read[]
  readonly targetReads: Column[]
}

export type Side = 'source' | 'target'

/** Notes a problem at a part of the definition. */
export function report(
  { mapping, problems }: Resolution,
  path: JsonPath,
  message: string,
  mend?: string,
): void {
  problems.push(mapping.definition.problemAt(path, message, mend))
}

/** The column of that name, else a problem that suggests another one. */
export function lookUp(
  resolution: Resolution,
  side: Side,
  name: string,
  path: JsonPath,
): Column | undefined {
  const table = side === 'source' ? resolution.sourceTable : resolution.targetTable
  const column = findColumn(table, name)
  if (column !== undefined) return column
  const { environment } = resolution.mapping[side]
  const message = `there is no column "${name}" in "${displayTable(table)}" of "${environment}"`
  const names = table.columns.map((known) => known.name)
  report(resolution, path, message, suggest(name, names))
  return undefined
}

/** Has a value read and returns its place. */
export function read(reads: Read[], value: Read): number {
  return reads.push(value) - 1
}
