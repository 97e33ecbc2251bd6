/** What is to be thought of a value, beside what its records give. */
import type { Value } from '../../../util/value'
import type { Given, Judged } from './judge'
import type { WhyValue } from './why'

/** What is known of a value. */
export interface Evidence {
  readonly value: Value
  /** The source that the row names. */
  readonly cell: { readonly source: string } | undefined
  /** Whether the row says where its values come from. */
  readonly isMade: boolean
  readonly given: Given | undefined
  readonly judged: Judged | undefined
  /** Whether the definition is that of the last transform. */
  readonly sameRules: boolean
}

type Verdict = Pick<WhyValue, 'state' | 'verdict'>

export function verdictOf(evidence: Evidence): Verdict {
  const { value, isMade, given, judged, cell, sameRules } = evidence
  if (!isMade)
    return {
      state: 'unknown',
      verdict: 'the row does not say where its values come from: this pipeline has not made it',
    }
  if (given === undefined || judged === undefined)
    return {
      state: 'unknown',
      verdict: 'the records that it was made from are no longer in bronze',
    }
  const isSame = given.isValid && !given.differs
  if (isSame && (cell === undefined || cell.source === judged.winner))
    return { state: 'explained', verdict: explained(evidence) }
  if (!sameRules)
    return {
      state: 'otherRules',
      verdict: `the rules have changed since the last transform; by those of today ${told(evidence)}`,
    }
  const now = value === null ? 'there is no value any more' : 'the row has another value'
  return {
    state: 'edited',
    verdict: `somebody else has changed it since: ${now}, and ${told(evidence)}`,
  }
}

function explained({ value, judged, cell }: Evidence): string {
  if (value !== null) return `it is the value of "${cell?.source ?? judged?.winner ?? ''}"`
  const broken = judged?.broken ?? []
  if (broken.length > 0)
    return `what "${judged?.winner ?? ''}" says is not valid (${broken.join(', ')}), and was left out`
  return judged?.winner == null
    ? 'no source has a value'
    : `the columns of its group come from "${judged.winner}", which has no value here`
}

function told({ given, judged }: Evidence): string {
  if (given?.isValid === false) return 'the entity is not valid'
  if (given === undefined || given.value === null) return 'its records give none'
  return `its records give that of "${judged?.winner ?? ''}"`
}
