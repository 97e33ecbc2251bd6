/** Which environment is the current one. */
import type { EnvironmentReference } from '../../contributions'
import type { EnvironmentListing } from '../../core/index'
import { environmentId } from './connectionState'

/** An environment with the folder that names it. */
export interface ListedEnvironment extends EnvironmentReference {
  readonly listing: EnvironmentListing
}

/** The chosen one while it exists, else the first that may be written to. */
export function chooseEnvironment(
  all: readonly ListedEnvironment[],
  chosen: string | undefined,
): ListedEnvironment | undefined {
  return (
    all.find((one) => environmentId(one) === chosen) ??
    all.find(({ listing }) => listing.protection !== 'locked') ??
    all[0]
  )
}
