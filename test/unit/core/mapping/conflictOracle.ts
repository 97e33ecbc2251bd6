import type { Value } from '../../../../src/core/util/value'

/** A row of `parts`; only the target has a note, and only its rows can be hidden by a `where`. */
export interface Part {
  readonly job: Value
  readonly release: Value
  readonly quantity: Value
  readonly label: Value
  readonly stamp: Value
  readonly note?: Value
  readonly hidden?: boolean
}

export const STRATEGIES = [
  'sourceWins',
  'targetWins',
  'fillEmpty',
  'largest',
  'smallest',
  'ask',
  'newestBy',
] as const

export type Strategy = (typeof STRATEGIES)[number]

/** Numbers may differ by the tolerance; the few that the tests use are exact in JavaScript. */
export function isSame(
  name: string,
  [from, to]: readonly [Value, Value],
  tolerance: number,
): boolean {
  if (from === null || to === null || name === 'label') return from === to
  return Math.abs(Number(from) - Number(to)) <= tolerance
}

/** Whose value is right, of the field's values and of the whole rows. */
export function winnerOf(
  strategy: Strategy,
  name: string,
  [from, to]: readonly [Value, Value],
  [given, present]: readonly [Part, Part],
): 'source' | 'target' | 'ask' | { readonly reason: string } {
  const sourceIf = (condition: boolean) => (condition ? 'source' : 'target')
  const empty = (value: Value) => value === null || (name === 'label' && value.trim() === '')
  const larger = () => (name === 'label' ? String(from) > String(to) : Number(from) > Number(to))
  switch (strategy) {
    case 'sourceWins':
      return 'source'
    case 'targetWins':
      return 'target'
    case 'ask':
      return 'ask'
    case 'fillEmpty':
      return sourceIf(empty(to) && !empty(from))
    case 'largest':
      return sourceIf(from !== null && (to === null || larger()))
    case 'smallest':
      return sourceIf(from !== null && (to === null || !larger()))
    case 'newestBy': {
      const [ours, theirs] = [given.stamp, present.stamp]
      if (ours === null) return { reason: '"stamp" is null in the source' }
      if (theirs === null) return { reason: '"stamp" is null in the target' }
      if (ours === theirs)
        return { reason: `"stamp" is "${ours}" on both sides, so that none is newer` }
      return sourceIf(Number(ours) > Number(theirs))
    }
  }
}
