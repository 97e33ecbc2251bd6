/** The only way from the extension's bundle to the one of `onDemand.ts`. */
import type * as onDemand from './onDemand'

export type OnDemand = typeof onDemand

/** Loads the bundle on the first call; the bundler leaves the path alone, which names it beside the extension's. */
export function loadOnDemand(): Promise<OnDemand> {
  return import('./onDemand.js')
}
