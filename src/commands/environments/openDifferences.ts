/** Open All Differences, and one of them, of a comparison that the tree shows. */
import type { ComparisonReference, DifferenceReference } from '../../contributions'
import { openAllDifferences, openDifference } from '../../views/comparisons/openDifferences'
import { closeAllDifferences } from '../../views/comparisons/tabs'
import type { CommandContext } from '../context'

export async function openAllOf(
  { comparisons }: CommandContext,
  of?: ComparisonReference,
): Promise<void> {
  const kept = of && comparisons.get(of)
  if (kept === undefined) return
  const { comparison } = kept
  // The editor would open the same once more.
  closeAllDifferences(comparison)
  await openAllDifferences(comparison)
}

export async function openOneOf(
  { comparisons }: CommandContext,
  of?: DifferenceReference,
): Promise<void> {
  const kept = of && comparisons.get(of)
  if (kept !== undefined && of !== undefined) await openDifference(kept.comparison, of)
}
