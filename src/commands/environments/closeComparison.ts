/** Close Comparison: lets go of it, in the tree and in the tabs. */
import type { ComparisonReference } from '../../contributions'
import type { CommandContext } from '../context'

export function closeComparison(
  { comparisons }: CommandContext,
  of?: ComparisonReference,
): Promise<void> {
  const kept = of && comparisons.get(of)
  if (kept !== undefined) comparisons.close(kept)
  return Promise.resolve()
}
