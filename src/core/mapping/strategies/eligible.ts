/** Which strategies a mapping's comparison can use, and why not the others. */
import type { StrategyName } from '../../plan/plan'
import type { OpenEnd } from '../resolveEnds'
import type { ResolvedMapping } from '../resolveMapping'

/** Why strategies cannot be used; those that are not in it can. */
export type Obstacles = Readonly<Partial<Record<StrategyName, string>>>

/** Asks the servers only where nothing else stands in the way. */
export async function findObstacles(
  resolved: ResolvedMapping,
  source: OpenEnd,
  target: OpenEnd,
): Promise<Obstacles> {
  const obstacle =
    obstacleOfServers(source, target) ??
    obstacleOfMapping(resolved) ??
    (await obstacleOfHashes(source, target))
  return obstacle === undefined ? {} : { hash: obstacle, probe: obstacle }
}

function obstacleOfServers(source: OpenEnd, target: OpenEnd): string | undefined {
  const without = [source, target].find(({ database }) => database.dialect.rowHashes === undefined)
  if (without === undefined) return undefined
  return `${without.database.dialect.displayName} has no hash of a row's values`
}

function obstacleOfMapping(resolved: ResolvedMapping): string | undefined {
  const { mapping, keys, fields, readsHidden } = resolved
  if (mapping.limit !== undefined)
    return 'the mapping has a limit, up to which rows are compared in order'
  if (readsHidden) return 'rows that the target\'s "where" hides have to be looked at'
  for (const { source, target } of keys)
    if (source.castType !== target.castType)
      return `the key "${target.name}" is ${source.type} in the source and ${target.type} in the target`
  for (const { source, target, hasTransform } of fields) {
    if (hasTransform || !('column' in source)) return `"${target.name}" is computed on its way`
    if (source.column.castType !== target.castType)
      return `"${target.name}" is ${source.column.type} in the source and ${target.type} in the target`
  }
  return undefined
}

/** Any seed will do: servers differ in how they hash, not in how they begin. */
const SEED = 1

async function obstacleOfHashes(source: OpenEnd, target: OpenEnd): Promise<string | undefined> {
  const readKind = async ({ database, session }: OpenEnd) =>
    database.dialect.rowHashes?.readKind(session, SEED)
  const [one, other] = await Promise.all([readKind(source), readKind(target)])
  return one === other ? undefined : 'the servers hash rows in different ways'
}
