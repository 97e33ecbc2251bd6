/** Matchers: ways in which a row of the source finds its partner in the target, besides by an equal key. */
import type { Transform } from '../transforms/transform'

/**
 * One way to find partners. Two rows are partners where all of its columns have the same values on both sides, and no
 * other row of either side has them. A null or an empty text is no value and matches nothing.
 */
export interface Matcher {
  /** Its own among the mapping's matchers. */
  readonly name: string
  readonly on: readonly MatchColumn[]
}

export interface MatchColumn {
  readonly source: MatchValue
  readonly target: MatchValue
  /** Steps that the values of both sides take before they are compared. */
  readonly transform: readonly Transform[]
  /** What makes no difference, after these steps. */
  readonly ignore: readonly Ignored[]
}

/** What is compared of a side's row: a column, an expression in the side's own SQL, or a formula. */
export type MatchValue =
  { readonly column: string } | { readonly expression: string } | { readonly formula: string }

/** See `ignoring`. */
export type Ignored = (typeof IGNORED)[number]

export const IGNORED = ['case', 'accents', 'punctuation', 'space'] as const

/** What the mapping's key is called where it stands beside matchers, of which it is the first. */
export const KEY_MATCHER = 'key'

/** A name for a matcher that has none: `email, ignoring case and space`. */
export function nameOfMatcher(on: readonly MatchColumn[]): string {
  return on.map(nameOfColumn).join(' + ')
}

function nameOfColumn({ target, ignore }: MatchColumn): string {
  const what = Object.values(target).join('')
  if (ignore.length === 0) return what
  const last = ignore.at(-1)
  const others = ignore.slice(0, -1)
  const words = others.length === 0 ? `${last}` : `${others.join(', ')} and ${last}`
  return `${what}, ignoring ${words}`
}
