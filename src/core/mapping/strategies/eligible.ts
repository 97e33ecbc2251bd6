/** Which strategies a mapping's comparison can use, and why not the others. */
import type { Column } from '../../database/table'
import type { StrategyName } from '../../plan/plan'
import { canonicalJson } from '../../util/hash'
import type { OpenEnd } from '../resolveEnds'
import type { ResolvedMapping } from '../resolveMapping'
import type { SideHashes } from './hashShapes'

/** Why strategies cannot be used; those that are not in it can. */
export type Obstacles = Readonly<Partial<Record<StrategyName, string>>>

export interface Eligibility {
  readonly obstacles: Obstacles
  /** Of both servers, where rows can be compared by them. */
  readonly hashes?: SideHashes
  /** Whether the hashes are the server's own, which are quicker. */
  readonly isNative: boolean
}

/** Asks the servers only where nothing else stands in the way. */
export async function findEligibility(
  resolved: ResolvedMapping,
  source: OpenEnd,
  target: OpenEnd,
): Promise<Eligibility> {
  if (resolved.matching !== undefined) return without(MATCHERS, 'merge')
  const obstacle = obstacleOfMapping(resolved) ?? obstacleOfKeys(resolved)
  if (obstacle !== undefined) return without(obstacle)
  const native = haveSameTypes(resolved) ? await nativeHashes(source, target) : undefined
  if (native !== undefined) return { obstacles: {}, hashes: native, isNative: true }
  const other = obstacleOfTexts(resolved)
  if (other !== undefined) return without(other)
  const [one, another] = [source, target].map(({ database }) => database.dialect.textHashes)
  if (one === undefined || another === undefined) throw new Error('every dialect hashes texts')
  return { obstacles: {}, hashes: { source: one, target: another }, isNative: false }
}

const MATCHERS = 'its matchers compare keys that are made here'

function without(obstacle: string, ...others: readonly StrategyName[]): Eligibility {
  const names = ['hash', 'probe', ...others] as const
  const obstacles = Object.fromEntries(names.map((name) => [name, obstacle]))
  return { obstacles, isNative: false }
}

function obstacleOfMapping({ mapping, fields, readsHidden }: ResolvedMapping): string | undefined {
  if (mapping.limit !== undefined)
    return 'the mapping has a limit, up to which rows are compared in order'
  if (readsHidden) return 'rows that the target\'s "where" hides have to be looked at'
  for (const { source, target, hasTransform } of fields)
    if (hasTransform || !('column' in source)) return `"${target.name}" is computed on its way`
  return undefined
}

/**
 * Rows in doubt are fetched by the keys of both sides. What one side's type has to round, to strip or to refuse, would find
 * another row there, or none.
 */
function obstacleOfKeys({ keys }: ResolvedMapping): string | undefined {
  for (const { source, target } of keys)
    if (canonicalJson(valuesOf(source)) !== canonicalJson(valuesOf(target)))
      return `key "${target.name}" is ${source.type} in the source and ${target.type} in the target`
  return undefined
}

/** What decides which values a column can have. Texts that are longer than the column are found in no row of it. */
function valuesOf({ family, castType, precision, scale, labels, limits }: Column) {
  const { least, greatest, characters, end, single, textsOf } = limits ?? {}
  return {
    ...{ family, precision, scale, labels },
    ...{ least, greatest, characters, end, single, textsOf },
    ...(family === 'other' && { castType }),
  }
}

function haveSameTypes({ keys, fields }: ResolvedMapping): boolean {
  return (
    keys.every(({ source, target }) => source.castType === target.castType) &&
    fields.every(
      ({ source, target }) => 'column' in source && source.column.castType === target.castType,
    )
  )
}

/** Equal hashes of texts mean equal values where equal texts do. */
function obstacleOfTexts({ fields }: ResolvedMapping): string | undefined {
  for (const { source, target, carrier } of fields)
    if (!carrier.identity && 'column' in source)
      return `"${target.name}" is ${source.column.type} in the source and ${target.type} in the target`
  return undefined
}

/** Any seed will do: servers differ in how they hash, not in how they begin. */
const SEED = 1

async function nativeHashes(source: OpenEnd, target: OpenEnd): Promise<SideHashes | undefined> {
  const ours = source.database.dialect.rowHashes
  const theirs = target.database.dialect.rowHashes
  if (ours === undefined || theirs === undefined) return undefined
  const [one, other] = await Promise.all([
    ours.readKind(source.session, SEED),
    theirs.readKind(target.session, SEED),
  ])
  return one === other ? { source: ours, target: theirs } : undefined
}
