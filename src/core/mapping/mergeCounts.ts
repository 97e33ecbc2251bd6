/** The numbers of a comparison while it is under way. */

export interface MergeCounts {
  totalSource: number
  totalTarget: number
  matched: number
  notFound: number
  /** Those of `notFound` whose partner the target's `where` hides. */
  hidden: number
  notInSource: number
  updated: number
  inserted: number
  deleted: number
  /** Rows of the source that get a value of the target. */
  sentBack: number
  kept: number
  undecided: number
  /** Rows in which the conflict strategy alone decided, because nobody knows what both sides last had in common. */
  decidedBlindly: number
  /** Changes of values that the database does not take back, see `countEnumErrors`. */
  enumErrors: number
  duplicateKeys: number
  nullKeys: number
  invalidRows: number
  /** Rows of the target whose key is not unique on one of the sides. */
  targetDuplicateKeys: number
  /** Keys that are in more than one row of the target. */
  targetRepeatedKeys: number
  targetNullKeys: number
  /** Rows that matchers leave because more than one comes into question. */
  ambiguous: number
  targetAmbiguous: number
  /** Rows that each matcher has matched. */
  readonly matchedBy: Record<string, number>
  readonly fieldUpdates: Record<string, number>
  /** Changes and findings so far. */
  differences: number
  /** The comparison ended before the rows did: there were as many differences as the mapping wants. */
  limitReached: boolean
}

export function newCounts(
  fields: readonly string[],
  matchers: readonly string[] = [],
): MergeCounts {
  return {
    totalSource: 0,
    totalTarget: 0,
    matched: 0,
    notFound: 0,
    hidden: 0,
    notInSource: 0,
    updated: 0,
    inserted: 0,
    deleted: 0,
    sentBack: 0,
    kept: 0,
    undecided: 0,
    decidedBlindly: 0,
    enumErrors: 0,
    duplicateKeys: 0,
    nullKeys: 0,
    invalidRows: 0,
    targetDuplicateKeys: 0,
    targetRepeatedKeys: 0,
    targetNullKeys: 0,
    ambiguous: 0,
    targetAmbiguous: 0,
    matchedBy: Object.fromEntries(matchers.map((matcher) => [matcher, 0])),
    fieldUpdates: Object.fromEntries(fields.map((field) => [field, 0])),
    differences: 0,
    limitReached: false,
  }
}
