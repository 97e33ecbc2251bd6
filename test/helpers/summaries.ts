import type { Plan } from '../../src/core/index'

/** Numbers that most mappings have at zero, or that say of the target what others say of the source. */
const MORE = ['inserted', 'deleted', 'sentBack', 'kept', 'undecided']
const OF_TARGET = ['notInSource', 'targetDuplicateKeys', 'targetNullKeys']

/** A summary without what the tests in question are not about. */
export function mainNumbers(summary: Plan['summary']): Plan['summary'] {
  return Object.fromEntries(
    Object.entries(summary).filter(
      ([name, value]) => !OF_TARGET.includes(name) && !(MORE.includes(name) && value === 0),
    ),
  )
}
