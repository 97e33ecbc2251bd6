/** How well two types fit, in words for people. */
import { relate, type CarriedType } from './carry'

export interface Compatibility {
  /**
   * - `equal`: both have the same texts for the same values
   * - `converted`: values have another text in the target, and mean the same
   * - `lossy`: the target does not keep all of some values
   * - `refused`: there is no way from one to the other that is no guess
   */
  readonly kind: 'equal' | 'converted' | 'lossy' | 'refused'
  /** What happens on the way, and which values are refused row by row, before anything is written. */
  readonly note?: string
}

/** What becomes of values of the source's type in the target's. */
export function describeCompatibility(source: CarriedType, target: CarriedType): Compatibility {
  const relation = relate(source, target)
  if ('refused' in relation) return { kind: 'refused', note: relation.mend }
  const { conversion, loss, refuses } = relation
  const notes = [conversion, loss].filter((note) => note !== undefined)
  if (refuses.length > 0) notes.push(`refuses ${refuses.join('; ')}`)
  const kind = loss !== undefined ? 'lossy' : conversion !== undefined ? 'converted' : 'equal'
  return notes.length === 0 ? { kind } : { kind, note: notes.join('; ') }
}
