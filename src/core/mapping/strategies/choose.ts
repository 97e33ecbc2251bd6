/** Chooses how to compare two tables, and says why. */
import type { StrategyChoice, StrategyCost, StrategyName } from '../../plan/plan'
import { UsageError } from '../../util/errors'
import type { OpenEnd } from '../resolveEnds'
import type { ResolvedMapping } from '../resolveMapping'
import { findEligibility, type Obstacles } from './eligible'
import { estimateCosts, type Measured } from './estimate'
import { hashedColumns, newHashing, type Hashing } from './hashShapes'
import { glanceAtLink, measureLink, NEAR } from './link'

/** What somebody wants, or what an attempt with another strategy has shown to be needed. */
export interface StrategyWish {
  readonly name: StrategyName
  readonly why: string
}

export interface ChosenStrategy {
  readonly choice: StrategyChoice
  readonly hashing: Hashing | undefined
}

/** Up to here, reading everything in order costs less than thinking about it. */
const FEW_ROWS = 20_000

/** Throws `UsageError` where the wish cannot be fulfilled. */
export async function chooseStrategy(
  resolved: ResolvedMapping,
  source: OpenEnd,
  target: OpenEnd,
  wish: StrategyWish | undefined,
): Promise<ChosenStrategy> {
  const { obstacles, hashes, isNative } = await findEligibility(resolved, source, target)
  const measured = await measure(
    resolved,
    source,
    target,
    wish === undefined ? measureLink : glanceAtLink,
  )
  const costs = estimateCosts(measured, obstacles, isNative)
  if (wish !== undefined) requireEligible(wish.name, obstacles)
  const rows = Math.max(measured.source.rows, measured.target.rows)
  return {
    choice: { ...(wish ?? pickStrategy(costs, obstacles, rows)), costs },
    hashing: hashes && newHashing(hashes),
  }
}

/** The strategy that takes the least time, and why; `rows` are those of the larger side. */
export function pickStrategy(
  costs: readonly StrategyCost[],
  obstacles: Obstacles,
  rows: number,
): StrategyWish {
  if (obstacles.merge !== undefined) return { name: 'partition', why: obstacles.merge }
  return rows < FEW_ROWS ? { name: 'merge', why: 'there are few rows' } : cheapest(costs)
}

function requireEligible(name: StrategyName, obstacles: Obstacles): void {
  const obstacle = obstacles[name]
  if (obstacle === undefined) return
  throw new UsageError(`the strategy "${name}" cannot be used: ${obstacle}`, {
    mend: `use "${obstacles.merge === undefined ? 'merge' : 'partition'}", or leave the choice to the planner`,
  })
}

function cheapest(costs: readonly StrategyCost[]): StrategyWish {
  const known = costs.flatMap((cost) => ('seconds' in cost ? [cost] : []))
  const [best] = known.toSorted((a, b) => a.seconds - b.seconds)
  const [first] = costs.flatMap((cost) => ('notEligible' in cost ? [cost] : []))
  if (best === undefined) throw new Error('every comparison can be a merge')
  if (best.name !== 'merge' || first === undefined)
    return { name: best.name, why: 'it takes the least time' }
  return { name: 'merge', why: first.notEligible }
}

/** Links are measured only where enough is read for them to matter. */
async function measure(
  resolved: ResolvedMapping,
  source: OpenEnd,
  target: OpenEnd,
  lookAt: typeof measureLink,
): Promise<Measured> {
  const side = async (name: 'source' | 'target', { database, session }: OpenEnd) => {
    const table = name === 'source' ? resolved.sourceTable : resolved.targetTable
    const columns = [
      ...resolved.keys.map((key) => key[name].name),
      ...hashedColumns(name, resolved).map((column) => column.name),
    ]
    const statistics = await database.dialect.readStatistics(session, table, columns)
    const link = statistics.rows < FEW_ROWS ? NEAR : await lookAt(session)
    return { ...statistics, link }
  }
  const [one, other] = await Promise.all([side('source', source), side('target', target)])
  return { source: one, target: other }
}
