/** How a plan's two sides were compared, and what the other ways would have cost. */
import type { Plan, StrategyCost } from '../../core/index'
import { visible } from './visible'

/** What takes less than this is no news. */
const SECONDS = 0.1

/** Empty where the comparison was a small one of the usual sort. */
export function strategyLines({ strategy }: Plan): readonly string[] {
  if (strategy === undefined) return []
  const { name, why, costs } = strategy
  const isSmall = costs.every((cost) => !('seconds' in cost) || cost.seconds < SECONDS)
  if (name === 'merge' && isSmall) return []
  return [`Compared by ${name}: ${visible(why)}`, ...costs.map(costLine)]
}

function costLine(cost: StrategyCost): string {
  const label = `  ${cost.name}:`.padEnd(13)
  if ('notEligible' in cost) return `${label} not possible, ${visible(cost.notEligible)}`
  return `${label} about ${sizeOf(cost.bytes)} and ${cost.seconds} s`
}

/** In units of a thousand. */
function sizeOf(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
