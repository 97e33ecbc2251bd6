/** Which environments of the tree are meant: those that are selected, where the one that was clicked is among them. */
import type { EnvironmentReference } from '../../contributions'
import { environmentId } from '../../views/environments/connectionState'

export function clickedEnvironments(
  of: EnvironmentReference | undefined,
  selected: readonly unknown[] = [],
): readonly EnvironmentReference[] {
  if (of === undefined) return []
  const environments = selected.filter(isEnvironment)
  const isAmong = environments.some((one) => environmentId(one) === environmentId(of))
  return isAmong ? environments : [of]
}

/** Tables and databases name their environment, too, and are not meant. */
function isEnvironment(node: unknown): node is EnvironmentReference {
  if (typeof node !== 'object' || node === null || 'table' in node) return false
  return 'environment' in node && 'listing' in node
}
