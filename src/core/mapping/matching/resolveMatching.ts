/** A mapping's matchers matched with two tables: what is read for them, and what they make of it. */
import { displayTable, type Column } from '../../database/table'
import { haveEqualTexts } from '../../schema/carry'
import type { Value } from '../../util/value'
import type { JsonPath } from '../../workspace/definitionSource'
import { canonicalInstant, type InstantType } from '../formula/instants'
import { report, type Resolution, type Side } from '../resolution'
import { compileTransforms } from '../transforms/compileTransforms'
import { ignoring } from './ignoring'
import { KEY_MATCHER, type MatchColumn, type Matcher } from './matcher'
import { resolveValue, type Input, type ResolvedValue } from './matchValue'
import { ownKey } from './ownKey'

export interface ResolvedMatching {
  /** In the order in which they look for partners. The mapping's key is the first of them where there is one. */
  readonly matchers: readonly ResolvedMatcher[]
  /** What is read of each row for the matchers. The source's columns of the mapping's key come first. */
  readonly inputs: Readonly<Record<Side, readonly Input[]>>
  /** By which columns the rows of each side go. */
  readonly own: Readonly<Record<Side, readonly Column[]>>
}

export interface ResolvedMatcher {
  readonly name: string
  /** How many values it compares. */
  readonly columns: number
  /** What a row's inputs are to it; undefined where they can match nothing. */
  readonly values: Readonly<
    Record<Side, (inputs: readonly Value[]) => readonly string[] | undefined>
  >
}

/** Undefined where the mapping has no matchers. Notes a problem for each part that does not fit. */
export function resolveMatching(resolution: Resolution): ResolvedMatching | undefined {
  const { mapping } = resolution
  if (mapping.match === undefined) return undefined
  const inputs: Record<Side, Input[]> = { source: [], target: [] }
  const places = mapping.match.map((_, index) => ['match', index, 'on'])
  const matchers = mapping.match.map((matcher, index) => ({
    matcher,
    path: places[index] ?? [],
    hasEmpty: false,
  }))
  const key = { matcher: keyMatcher(resolution), path: ['key'], hasEmpty: true }
  const all = mapping.key.length === 0 ? matchers : [key, ...matchers]
  return {
    matchers: all.map((one) => resolveMatcher(resolution, inputs, one)),
    inputs,
    own: { source: sourceKey(resolution), target: targetKey(resolution) },
  }
}

function keyMatcher({ mapping }: Resolution): Matcher {
  const on = mapping.key.map(({ source, target }) => ({
    source: { column: source },
    target: { column: target },
    transform: [],
    ignore: [],
  }))
  return { name: KEY_MATCHER, on }
}

interface PlacedMatcher {
  readonly matcher: Matcher
  readonly path: JsonPath
  /** Whether an empty text is a value like any other. */
  readonly hasEmpty: boolean
}

function resolveMatcher(
  resolution: Resolution,
  inputs: Record<Side, Input[]>,
  { matcher, path, hasEmpty }: PlacedMatcher,
): ResolvedMatcher {
  const columns = matcher.on.flatMap((column, index) => {
    const resolved = resolveColumn(resolution, inputs, column, [...path, index])
    return resolved === undefined ? [] : [resolved]
  })
  const values = (side: Side) => {
    const givers = columns.map((column) => column[side])
    return (row: readonly Value[]) => valuesOf(givers, row, hasEmpty)
  }
  return {
    name: matcher.name,
    columns: matcher.on.length,
    values: { source: values('source'), target: values('target') },
  }
}

type Giver = (inputs: readonly Value[]) => Value

function valuesOf(
  givers: readonly Giver[],
  row: readonly Value[],
  hasEmpty: boolean,
): readonly string[] | undefined {
  const values: string[] = []
  for (const give of givers) {
    const value = give(row)
    if (value === null || (value === '' && !hasEmpty)) return undefined
    values.push(value)
  }
  return values
}

function resolveColumn(
  resolution: Resolution,
  inputs: Record<Side, Input[]>,
  column: MatchColumn,
  path: JsonPath,
): Readonly<Record<Side, Giver>> | undefined {
  const [source, target] = (['source', 'target'] as const).map((side) =>
    resolveValue(resolution, inputs[side], side, column[side], [...path, side]),
  )
  if (source === undefined || target === undefined) return undefined
  if (!isComparable(column, source, target)) {
    const types = `${source.description} and ${target.description}`
    const mend = 'convert both with a transform, or one of them with an expression'
    report(resolution, path, `${types}, which cannot be compared`, mend)
    return undefined
  }
  const instant = commonInstant(source, target)
  return { source: giver(column, source, instant), target: giver(column, target, instant) }
}

/** Dates that a formula gives are compared by when they are, as formulas do. */
function commonInstant(source: ResolvedValue, target: ResolvedValue): InstantType | undefined {
  const isAlike = source.instant === target.instant && (source.isFormula || target.isFormula)
  return isAlike ? source.instant : undefined
}

function isComparable(
  { transform }: MatchColumn,
  source: ResolvedValue,
  target: ResolvedValue,
): boolean {
  return (
    transform.length > 0 ||
    commonInstant(source, target) !== undefined ||
    haveEqualTexts(source.type, target.type)
  )
}

/** A value that a step does not understand is none: it matches nothing, and is no fault of the row. */
function giver(
  { transform, ignore }: MatchColumn,
  { give }: ResolvedValue,
  instant: InstantType | undefined,
): Giver {
  const steps = compileTransforms(transform)
  const normal = ignoring(ignore)
  return (inputs) => {
    const given = give(inputs)
    const changed = 'invalid' in given ? given : steps(given.value)
    if ('invalid' in changed || changed.value === null) return null
    const isPlain = instant === undefined || transform.length > 0
    return isPlain ? normal(changed.value) : canonicalInstant(changed.value, instant)
  }
}

/** Rows that nothing keeps apart go by the columns of the matchers; then a name may be that of several rows. */
function sourceKey({ mapping, sourceTable }: Resolution): readonly Column[] {
  const own = ownKey(
    sourceTable,
    mapping.key.map((key) => key.source),
  )
  if (own !== undefined) return own
  const named = (mapping.match ?? []).flatMap(({ on }) =>
    on.flatMap(({ source }) => ('column' in source ? [source.column] : [])),
  )
  const names = new Set([...mapping.key.map((key) => key.source), ...named])
  return sourceTable.columns.filter(({ name }) => names.has(name))
}

function targetKey(resolution: Resolution): readonly Column[] {
  const { mapping, targetTable } = resolution
  const own = ownKey(
    targetTable,
    mapping.key.map((key) => key.target),
  )
  if (own !== undefined) return own
  report(
    resolution,
    ['match'],
    `"${displayTable(targetTable)}" has no primary key, by which rows go that are matched otherwise`,
    'give it one, or a unique index over columns that are not null',
  )
  return []
}
