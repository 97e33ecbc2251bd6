/** A mapping's names matched with two tables: which columns they are, how keys are ordered and values carried. */
import { displayTable, type Column, type Table } from '../database/table'
import { DefinitionError, type Problem } from '../util/errors'
import type { Mapping } from './mapping'
import { checkOwnKey, insertKey } from './matching/checkOwnKey'
import { resolveMatching, type ResolvedMatching } from './matching/resolveMatching'
import {
  report,
  type ExpressionTypes,
  type MatchTypes,
  type Read,
  type Resolution,
} from './resolution'
import { resolveFields, type ResolvedField } from './resolveFields'
import { resolveKey, type ResolvedKey } from './resolveKey'
import { checkDelete, checkInsert, readWholeRow, type WholeColumn } from './resolveMissing'

export interface ResolvedMapping {
  readonly mapping: Mapping
  readonly sourceTable: Table
  readonly targetTable: Table
  readonly keys: readonly ResolvedKey[]
  /** Where rows are matched by more, or by something else, than the keys. */
  readonly matching: ResolvedMatching | undefined
  /** The target's columns by which a row goes that is inserted. */
  readonly insertKey: readonly string[]
  readonly fields: readonly ResolvedField[]
  /**
   * What is read of each row after its key. As far as both sides are read, a column of the source has the place of
   * the target's that it is compared with; what the target has besides comes last.
   */
  readonly sourceReads: readonly Read[]
  readonly targetReads: readonly Column[]
  /** Where rows are deleted: what the plan has to keep of them. */
  readonly wholeRow: readonly WholeColumn[] | undefined
  /**
   * Rows are inserted and the target has a `where`: the rows that it hides are read too, with a last value that is
   * true of the others, so that none of them is inserted a second time.
   */
  readonly readsHidden: boolean
}

/** Throws `DefinitionError` with every name and type that does not fit. */
export function resolveMapping(
  mapping: Mapping,
  sourceTable: Table,
  targetTable: Table,
  expressions: ExpressionTypes,
  matchTypes: MatchTypes = new Map(),
): ResolvedMapping {
  const resolution: Resolution = {
    mapping,
    sourceTable,
    targetTable,
    expressions,
    matchTypes,
    problems: [],
    sourceReads: [],
    targetReads: [],
  }
  requireTable(resolution)
  const keys = mapping.key.flatMap((_, index) => resolveKey(resolution, index))
  const matching = resolveMatching(resolution)
  const fields = resolveFields(resolution, matching)
  if (matching !== undefined) checkOwnKey(resolution, matching, fields)
  const inserted = matching && insertKey(resolution, matching, keys, fields)
  checkInsert(resolution, keys, fields)
  checkDelete(resolution)
  const { problems, sourceReads, targetReads } = resolution
  if (problems.length > 0) throw new DefinitionError(firstOfEachPlace(problems))
  const { inTarget, inSource } = mapping.missing
  return {
    mapping,
    sourceTable,
    targetTable,
    keys,
    matching,
    insertKey: inserted ?? keys.map((key) => key.target.name),
    fields,
    sourceReads,
    wholeRow: inSource === 'delete' ? readWholeRow(resolution) : undefined,
    targetReads,
    readsHidden: inTarget === 'insert' && mapping.target.where !== undefined,
  }
}

function requireTable(resolution: Resolution): void {
  const { targetTable } = resolution
  if (['table', 'partitioned'].includes(targetTable.kind)) return
  report(
    resolution,
    ['target', 'table'],
    `"${displayTable(targetTable)}" is a ${targetTable.kind}, and only tables can be updated`,
  )
}

/** A name that stands for both sides and is on neither is one mistake. */
function firstOfEachPlace(problems: readonly Problem[]): readonly Problem[] {
  const place = ({ line, column }: Problem) => `${line}:${column}`
  return problems.filter(
    (problem, index) => problems.findIndex((other) => place(other) === place(problem)) === index,
  )
}
