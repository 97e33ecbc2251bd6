/** Which environment is the current one. */
import type { EnvironmentReference } from '../../contributions'
import type { CurrentEnvironment, CurrentReport, EnvironmentListing } from '../../core/index'
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

export type CurrentState =
  /** No folder names an environment. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'known'
      readonly of: ListedEnvironment
      /** What decided; undefined where it is the first that may be written to. */
      readonly by?: CurrentEnvironment['by']
      /** The end of a sentence that begins with its name. */
      readonly because?: string
      readonly branch?: string
    }
  /** A write would have to guess. */
  | { readonly kind: 'unresolved'; readonly reason: string }

/**
 * What the core says is the current environment. Where it does not know, and no branch has a say, one is chosen from all; else
 * there is none: nobody should write to an environment because it was the only one left.
 */
export function currentState(
  all: readonly ListedEnvironment[],
  chosen: string | undefined,
  answer: { readonly folder: string; readonly report: CurrentReport } | undefined,
): CurrentState {
  if (answer?.report.ok === true) {
    const { folder, report } = answer
    const { current, listing } = report
    const { by, because, branch } = current
    const of = { folder, environment: listing.name, listing }
    return { kind: 'known', of, by, because, ...(branch !== undefined && { branch }) }
  }
  if (answer?.report.follows === true) return { kind: 'unresolved', reason: answer.report.message }
  const of = chooseEnvironment(all, chosen)
  return of === undefined ? { kind: 'none' } : { kind: 'known', of }
}
